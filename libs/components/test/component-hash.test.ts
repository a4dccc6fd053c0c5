import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { UserError } from '@collapse/trials';
import test, { type ExecutionContext } from 'ava';
import { componentHash } from '../src/index.ts';

/** A folder of its own with these files. */
function folderWith(t: ExecutionContext, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'components-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const FILES = {
  'own/component.ts': `import { readFileSync } from 'node:fs';
import { defineLikelihood } from '@collapse/models';
import { z } from 'zod';
import type { Nothing } from './types-only.ts';
import { half } from '../shared/half.ts';
import table from './table.json' with { type: 'json' };
// import './not-code.ts';
const text = "import './nor-this.ts'";
export const value: number = half(table.length);
`,
  'shared/half.ts': "export { half } from './more.ts';\n",
  'shared/more.ts': 'export const half = (x: number): number => x / 2;\n',
  'own/table.json': '[1]',
  'node_modules/zod/package.json': '{ "name": "zod", "version": "1.2.3" }',
};

test('the hash is of the paths and contents of all local files, and of packages by version', async (t) => {
  const folder = folderWith(t, FILES);
  const expected = sha256(
    JSON.stringify({
      files: [
        ['../shared/half.ts', sha256(FILES['shared/half.ts'])],
        ['../shared/more.ts', sha256(FILES['shared/more.ts'])],
        ['component.ts', sha256(FILES['own/component.ts'])],
        ['table.json', sha256(FILES['own/table.json'])],
      ],
      packages: [
        ['@collapse/models', null],
        ['node:fs', null],
        ['zod', '1.2.3'],
      ],
    }),
  );
  t.is(await componentHash(join(folder, 'own/component.ts'), 'component.ts'), expected);
  // Where the folder lies is no part of it.
  t.is(await componentHash(join(folderWith(t, FILES), 'own/component.ts'), 'component.ts'), expected);
});

for (const [file, text] of [
  ['shared/more.ts', 'export const half = (x: number): number => x / 3;\n'],
  ['own/table.json', '[1, 2]'],
  ['node_modules/zod/package.json', '{ "name": "zod", "version": "1.2.4" }'],
] as const) {
  test(`it is another once ${file} changes`, async (t) => {
    const before = await componentHash(join(folderWith(t, FILES), 'own/component.ts'), 'component.ts');
    const after = await componentHash(
      join(folderWith(t, { ...FILES, [file]: text }), 'own/component.ts'),
      'component.ts',
    );
    t.not(before, after);
  });
}

for (const [what, text, expected] of [
  [
    'a computed import',
    "const name = './x.ts';\nexport default await import(name);\n",
    /^c\.ts:2: .*import\(\) of a name that is computed/,
  ],
  ['a missing file', "\n\nimport './gone.ts';\n", /^c\.ts:3: .*\.\/gone\.ts, which does not exist/],
  [
    'a package that is not installed',
    "import 'no-such-package';\n",
    /^c\.ts:1: .*no-such-package, which is not\. Run `npm install`/,
  ],
  ['an absolute path', "import 'file:///etc/x.js';\n", /^c\.ts:1: .*an import of file:/],
  ['a file of another kind', "import './x.wasm';\n", /^c\.ts:1: .*ends in none of/],
  ['no TypeScript', 'export const = 3;\n', /^c\.ts: expected a module whose imports can be read/],
] as const) {
  test(`refused: ${what}`, async (t) => {
    const folder = folderWith(t, { 'c.ts': text });
    const error = await t.throwsAsync(() => componentHash(join(folder, 'c.ts'), 'c.ts'), { instanceOf: UserError });
    t.regex(error?.message ?? '', expected);
  });
}
