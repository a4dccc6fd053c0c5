import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { findBranches } from '../component-fields/find-branches.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
/** Components are here, and what closed forms take is no trial's. */
const OWN = /^libs\/(models|closed-forms)\//;

const allowed: Readonly<Record<string, { branches: number; because: string }>> = JSON.parse(
  readFileSync(join(root, 'tools/component-fields/allowed.json'), 'utf8'),
);

test('only a component asks for its own fields: every other place is in the list of exceptions, with its reason', (t) => {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', 'libs', 'apps'], {
    cwd: root,
    encoding: 'utf8',
  });
  const sources = listed
    .split('\n')
    .filter((file) => /^(libs|apps)\/[^/]+\/src\/.*\.ts$/.test(file) && !OWN.test(file));
  t.true(sources.length > 300);
  const found = sources.flatMap((file) => {
    const branches = findBranches(readFileSync(join(root, file), 'utf8'));
    return branches.length === 0 ? [] : [[file, branches.length] as const];
  });
  const expected = Object.entries(allowed).map(([file, { branches }]) => [file, branches]);
  t.deepEqual(Object.fromEntries(found), Object.fromEntries(expected));
  for (const { because } of Object.values(allowed)) t.true(because.length > 10);
});

test('a branch on a field is found in code, and not in comments, texts and look-ups by kind', (t) => {
  const template = (source: string) => source.replace('@', '$');
  const lines = (source: string) => findBranches(source).map(({ line }) => line);
  t.deepEqual(
    lines("if (likelihood.kind === 'gaussian') {\n}\nconst { learn } = x;\nif (likelihood.learn) {}"),
    [1, 4],
  );
  t.deepEqual(lines("const weights = named(parameters, 'decoder.location.weights');"), [1]);
  t.deepEqual(lines("// likelihood.learn\n/* model.second\n likelihood.learn */\nconst a = 'b';"), []);
  t.deepEqual(
    lines(template("throw issue('likelihood.learn', 'nothing with model.second', `of @{kind}: model.second`);")),
    [],
  );
  t.deepEqual(lines(template('const text = `@{model.second ? 1 : 2}`;')), [1]);
  t.deepEqual(lines('list.find(({ kind }) => kind === likelihood.kind)'), []);
  t.deepEqual(lines("const kinds = ['a']; if (dataset.name === 'mnist') {}"), [1]);
});
