import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { nearestName, parseJson, UserError } from '@collapse/trials';
import { runGuarded } from './run-guarded.ts';
import { forUser } from './user-path.ts';

const MODULES = ['.ts', '.mts', '.js', '.mjs'];

/**
 * What a grid file holds, unchecked: the default export of a module, or JSON.
 * @throws UserError where there is no such file, or it cannot be read, parsed or run
 */
export async function loadGridFile(path: string): Promise<unknown> {
  requireFile(path);
  const extension = extname(path);
  if (extension === '.json') return parseJson(textOf(path), forUser(path));
  if (MODULES.includes(extension)) return runModule(path);
  throw new UserError({
    field: '--grid',
    expected: `a file that ends in .json or ${MODULES.join(', ')}`,
    received: forUser(path),
    remedy: 'Write the grid as TypeScript with a default export, or as JSON.',
  });
}

function requireFile(path: string): void {
  const kind = statSync(path, { throwIfNoEntry: false });
  if (kind?.isFile()) return;
  throw new UserError({
    field: '--grid',
    expected: 'a grid file',
    received: kind === undefined ? `${forUser(path)}, which does not exist` : `${forUser(path)}, which is no file`,
    remedy: suggestion(path),
  });
}

function suggestion(path: string): string {
  const folder = dirname(path);
  const names = statSync(folder, { throwIfNoEntry: false })?.isDirectory()
    ? readdirSync(folder).filter((name) => [...MODULES, '.json'].includes(extname(name)))
    : [];
  const near = nearestName(basename(path), names);
  return near === null
    ? 'Give the path of a grid file, such as experiments/demo.ts.'
    : `Did you mean ${forUser(join(folder, near))}?`;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const received = messageWithPlace(error);
    const remedy = 'Make it readable, or give another file.';
    throw new UserError(
      { field: forUser(path), expected: 'a file that can be read', received, remedy },
      { cause: error },
    );
  }
}

async function runModule(path: string): Promise<unknown> {
  const exports = await importModule(path);
  if ('default' in exports) return exports.default;
  throw new UserError({
    field: forUser(path),
    expected: 'a default export, the grid',
    received: `exports named ${Object.keys(exports).join(', ') || 'nothing'}`,
    remedy: 'Write `export default defineGrid({ ... })`.',
  });
}

async function importModule(path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await runGuarded(() => import(pathToFileURL(path).href), path);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      {
        field: forUser(path),
        expected: 'a module that runs',
        received: `an error: ${messageWithPlace(error)}`,
        remedy: 'Mend the file: nothing was started.',
      },
      { cause: error },
    );
  }
}

/** With the place in the file where the error tells it. */
function messageWithPlace(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const place = error.stack
    ?.split('\n')
    .find((line) => line.trimStart().startsWith('at '))
    ?.match(/:(\d+):\d+\)?$/);
  return `${error.name}: ${error.message}${place?.[1] === undefined ? '' : ` (line ${place[1]})`}`;
}
