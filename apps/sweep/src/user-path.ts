import { relative, resolve } from 'node:path';
import { printable } from '@collapse/trials';

/** The project's folder, which holds apps/, libs/ and experiments/. */
export const PROJECT_FOLDER = resolve(import.meta.dirname, '../../..');

/**
 * The folder that the user called from. Nx and npm run programs in the project's folder and leave the user's in INIT_CWD;
 * a program that runs elsewhere was put there on purpose.
 */
export function callFolder(): string {
  const current = process.cwd();
  return current === PROJECT_FOLDER ? (process.env.INIT_CWD ?? current) : current;
}

/** A path as the user means it. */
export function fromUser(path: string): string {
  return resolve(callFolder(), path);
}

/** A path as the user would type it, safe to print. */
export function forUser(path: string): string {
  const short = relative(callFolder(), path);
  return short === '' ? '.' : printable(short.startsWith('..') ? path : short);
}
