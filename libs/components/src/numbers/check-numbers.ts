import { fork } from 'node:child_process';
import type { Issue } from '@collapse/trials';
import type { ComponentFile } from '../component-file.ts';
import type { Part } from '../parts.ts';

/** A component with the fields that a trial has of it. */
export interface UsedComponent {
  readonly part: Part;
  readonly kind: string;
  readonly own: Readonly<Record<string, unknown>>;
}

export interface NumberChecks {
  readonly backend: 'auto' | 'native' | 'wasm';
  readonly files: readonly (ComponentFile & { readonly name: string })[];
  readonly used: readonly UsedComponent[];
}

/** How long all checks together may take. */
const MAX_SECONDS = 120;
/** Characters that are kept of what a process says that ends early. */
const LONGEST_ERROR = 2000;

/**
 * Runs components on made-up numbers and tells what is wrong with what they give: shapes, gradients, densities that do not
 * integrate to one, values that do not agree. In a process of its own, so that this one loads no tensor library, takes hold of
 * no GPU, and waits no longer than it has to for a component that never returns.
 */
export async function checkNumbers(checks: NumberChecks): Promise<Issue[]> {
  if (checks.used.length === 0) return [];
  const { COLLAPSE_BACKEND: choice, ...environment } = process.env;
  const child = fork(new URL('./check-process.ts', import.meta.url), [], {
    env: {
      ...environment,
      CUDA_VISIBLE_DEVICES: '',
      ...(choice === undefined ? {} : { COLLAPSE_BACKEND: choice === 'gpu' ? 'cpu' : choice }),
    },
    // What a component prints is for nobody here.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-LONGEST_ERROR);
  });
  const { promise, resolve } = Promise.withResolvers<Issue[]>();
  const broken = (received: string) => resolve([unchecked(checks, received)]);
  const timer = setTimeout(() => broken(`nothing within ${MAX_SECONDS} s`), MAX_SECONDS * 1000);
  child.once('message', (issues) => resolve(issues as Issue[]));
  child.once('error', (error) => broken(`an error: ${error.message}`));
  child.once('exit', (code, signal) => broken(`an end with status ${signal ?? code}: ${errors.trim()}`));
  child.send(checks);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    child.kill('SIGKILL');
  }
}

function unchecked({ files }: NumberChecks, received: string): Issue {
  return {
    field: files.map(({ name }) => name).join(', '),
    expected: 'components that can be tried on made-up numbers',
    received,
    remedy: 'Let their functions compute what the contract says and nothing else: see docs/extending.md.',
  };
}
