import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export type Variant = 'cpu' | 'gpu';

export interface SetupContext {
  /** The repository's root; every path of a step lies below it. */
  readonly root: string;
  readonly variant: Variant;
}

/** One thing set-up brings. Unchanged inputs mean nothing is done. */
export interface Step {
  readonly title: string;
  /** A digest of all that the result depends on. */
  digest(context: SetupContext): string;
  /** Where the digest of a finished run is kept: inside what it made, so that both go together. */
  stamp(context: SetupContext): string;
  run(context: SetupContext): Promise<void>;
}

/** This machine cannot have the native back end; set-up goes on without it. */
export class Unsupported extends Error {}

export function digestOf(parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(String(part.length)).update(':').update(part);
  return hash.digest('hex');
}

export function readIfPresent(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/**
 * Makes a folder anew: `fill` writes into an empty folder beside it, which takes its place only when complete, so that an
 * interrupted run leaves nothing half made behind.
 */
export async function replaceFolder(folder: string, fill: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = `${folder}.unfinished`;
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  await fill(temporary);
  rmSync(folder, { recursive: true, force: true });
  renameSync(temporary, folder);
}

/** Runs a step unless its stamp says that it ran with the same inputs. Returns whether it ran. */
export async function runStep(step: Step, context: SetupContext): Promise<boolean> {
  const digest = step.digest(context);
  const stamp = step.stamp(context);
  if (readIfPresent(stamp) === digest) return false;
  rmSync(stamp, { force: true });
  await step.run(context);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, digest);
  return true;
}

export const setupFile = (context: SetupContext, ...names: string[]) => join(context.root, 'tools', 'setup', ...names);
