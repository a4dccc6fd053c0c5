import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withPipSettings } from '../setup/uv.ts';

/** Where set-up puts Python and uv. */
const TOOLS = join(import.meta.dirname, '..', '..', '.venv', 'bin');

export interface PinnedEnvironment {
  /** Where it is made. */
  readonly folder: string;
  /** Packages by exact version and hash, with all that they need. */
  readonly requirements: string;
  /** What is brought, and how large it is: told before it is downloaded. */
  readonly what: string;
}

/**
 * The Python of an environment with the pinned packages, made anew where the pins changed.
 * @throws Error where uv is missing or the packages cannot be had
 */
export function pinnedPython({ folder, requirements, what }: PinnedEnvironment): string {
  const python = join(folder, 'bin', 'python');
  const stamp = join(folder, 'requirements.sha256');
  const digest = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return python;
  const uv = join(TOOLS, 'uv');
  if (!existsSync(uv)) throw new Error(`${uv}: not there. Run \`npm run setup\` first, which brings it.`);
  console.error(`Setting up ${what} in ${folder} ...`);
  rmSync(folder, { recursive: true, force: true });
  run(uv, ['venv', '--quiet', '--python', join(TOOLS, 'python'), folder]);
  run(uv, ['pip', 'install', '--quiet', '--no-deps', '--require-hashes', '--python', python, '-r', requirements]);
  writeFileSync(stamp, digest);
  return python;
}

function run(command: string, given: readonly string[]): void {
  const done = spawnSync(command, given, { stdio: 'inherit', env: withPipSettings(process.env) });
  if (done.status !== 0) {
    throw new Error(
      `${[command, ...given].join(' ')}: ended with status ${done.status}; the packages need Python 3.11 or later`,
    );
  }
}
