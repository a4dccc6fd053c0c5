import { readFileSync } from 'node:fs';
import type { OptionsFile } from '@collapse/executors/contract';
import { parseJson, UserError } from '@collapse/trials';
import { forUser } from '../user-path.ts';

/** What --executor-options names, unchecked but for being JSON. @throws UserError where there is no such file or it is no JSON */
export function readExecutorOptions(path: string): OptionsFile {
  const source = forUser(path);
  return { source, path, value: parseJson(textOf(path, source), source) };
}

function textOf(path: string, source: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    const received = error.code === 'ENOENT' ? `${source}, which does not exist` : `${source} (${error.code})`;
    throw new UserError(
      { field: '--executor-options', expected: 'a JSON file', received, remedy: 'Give the path of one.' },
      { cause: error },
    );
  }
}
