import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { isBuiltin, stripTypeScriptTypes } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { messageOf, UserError } from '@collapse/trials';
import { init, parse } from 'es-module-lexer';
import { lineAt } from './source-lines.ts';

/** Everything that a module is made of, as far as its imports tell. */
export interface Imports {
  /** The module itself, links followed. */
  readonly entry: string;
  /** Local files, itself included. */
  readonly files: readonly string[];
  /** Packages by name, with the version that is installed; null for Node's own and this project's. */
  readonly packages: ReadonlyMap<string, string | null>;
}

export const MODULE_EXTENSIONS: readonly string[] = ['.ts', '.mts', '.js', '.mjs'];
/** This project's own libraries, whose version a study records by itself. */
const OWN = /^@collapse\//;

/**
 * Follows the imports of a module, without running any of them.
 * @param name of the file, for errors
 * @throws UserError with the line of an import that cannot be followed
 */
export async function importsOf(file: string, name: string): Promise<Imports> {
  await init;
  const entry = realpathSync(file);
  const files = new Set<string>();
  const packages = new Map<string, string | null>();
  const queue = [entry];
  for (const path of queue) {
    if (files.has(path)) continue;
    files.add(path);
    if (extname(path) === '.json') continue;
    const shown = path === entry ? name : `${name}, which imports ${path}`;
    for (const { specifier, line } of specifiersIn(path, shown)) {
      const place = `${shown}:${line}`;
      if (specifier === null) throw unfollowed(place, 'an import() of a name that is computed');
      if (isBuiltin(specifier)) packages.set(specifier.replace(/^(?!node:)/, 'node:'), null);
      else if (/^\.\.?\//.test(specifier)) queue.push(localFile(specifier, path, place));
      else {
        const packageName = nameOfPackage(specifier, place);
        packages.set(packageName, OWN.test(packageName) ? null : versionOf(packageName, path, place));
      }
    }
  }
  return { entry, files: [...files], packages };
}

function specifiersIn(path: string, shown: string): { readonly specifier: string | null; readonly line: number }[] {
  const source = readFileSync(path, 'utf8');
  try {
    // Types are blanked out, so that places stay what they are.
    const [imports] = parse(/\.m?ts$/.test(path) ? withoutTypes(source) : source);
    return imports.filter(({ d }) => d !== -2).map(({ n, s }) => ({ specifier: n ?? null, line: lineAt(source, s) }));
  } catch (error) {
    throw new UserError(
      {
        field: shown,
        expected: 'a module whose imports can be read',
        received: `an error: ${messageOf(error)}`,
        remedy: 'Mend the file: nothing was started.',
      },
      { cause: error },
    );
  }
}

/** The first call of a process would say that this function of Node's may change: its own loader of TypeScript is the same. */
function withoutTypes(source: string): string {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return stripTypeScriptTypes(source);
  } finally {
    process.emitWarning = emitWarning;
  }
}

function localFile(specifier: string, from: string, place: string): string {
  const url = new URL(specifier, pathToFileURL(from));
  url.search = '';
  const path = fileURLToPath(url);
  if (![...MODULE_EXTENSIONS, '.json'].includes(extname(path))) {
    throw unfollowed(place, `an import of ${specifier}, which ends in none of ${MODULE_EXTENSIONS.join(', ')}, .json`);
  }
  if (!existsSync(path)) throw unfollowed(place, `an import of ${specifier}, which does not exist`);
  return realpathSync(path);
}

function nameOfPackage(specifier: string, place: string): string {
  const [name] = /^(@[\w.~-]+\/)?[\w.~-]+/.exec(specifier) ?? [];
  if (name === undefined || specifier.includes(':')) throw unfollowed(place, `an import of ${specifier}`);
  return name;
}

/** Of the package that Node finds from this file: the nearest node_modules that has it. */
function versionOf(name: string, from: string, place: string): string {
  for (let folder = dirname(from); ; folder = dirname(folder)) {
    const manifest = join(folder, 'node_modules', name, 'package.json');
    if (existsSync(manifest)) return String(JSON.parse(readFileSync(manifest, 'utf8')).version);
    if (folder === dirname(folder)) break;
  }
  throw new UserError({
    field: place,
    expected: 'packages that are installed beside it',
    received: `an import of ${name}, which is not`,
    remedy: 'Run `npm install` in its folder; `npx sweep new` writes a package.json that links to this project.',
  });
}

function unfollowed(place: string, received: string): UserError {
  return new UserError({
    field: place,
    expected: 'imports by a relative path or the name of a package, which its hash can cover',
    received,
    remedy: 'Write the path out, with its extension.',
  });
}
