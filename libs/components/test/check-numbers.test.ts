import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUILT_IN } from '@collapse/models';
import test from 'ava';
import { z } from 'zod';
import { checkComponentFile, checkNumbers, PART_NAMES, PARTS } from '../src/index.ts';

const fixture = (name: string) => join(import.meta.dirname, 'fixtures', name);

test('a density that is right has nothing wrong, at any scale', async (t) => {
  for (const scale of [0.01, 1, 50])
    t.deepEqual(await checkComponentFile(fixture('logistic.ts'), { logistic: { scale } }), []);
});

test('a density on (0, 1) is integrated there', async (t) => {
  t.deepEqual(await checkComponentFile(fixture('kumaraswamy.ts')), []);
});

/** Fields of components that are built in and have no defaults, and more settings of those that have. */
const SETTINGS: Readonly<Record<string, readonly object[]>> = {
  dense: [{ hidden: [4, 3], activation: 'tanh' }, {}],
  convolution: [{ channels: [3, 4] }],
  residual: [{ width: 4 }],
  'free-bits': [{ freeBits: { nats: 0.5, over: 'example' } }, { freeBits: { nats: 2, per: 'total' } }],
  'written-loss': [{ reduction: 'mean-mean' }],
  gaussian: [{ learn: 'network', variance: 0.1 }, { learn: 'per-dimension', variance: 3 }, {}],
};

test('nothing that is built in is accused', async (t) => {
  const used = PART_NAMES.flatMap((part) =>
    BUILT_IN[PARTS[part].list].flatMap(({ kind, fields }) => {
      const schema = z.strictObject(fields);
      const settings = (SETTINGS[kind] ?? [{}]).map((own) => schema.safeParse(own));
      return settings.flatMap(({ data }) => (data === undefined ? [] : [{ part, kind, own: data }]));
    }),
  );
  t.true(used.length >= 12);
  t.deepEqual(await checkNumbers({ backend: 'auto', files: [], used }), []);
});

const lineOf = (text: string, after: string) => {
  const lines = readFileSync(fixture('broken.ts'), 'utf8').split('\n');
  const start = lines.findIndex((line) => line.includes(after));
  return lines.findIndex((line, index) => index >= start && line.includes(text)) + 1;
};

test('each broken promise is told once, with its line', async (t) => {
  const found = await checkComponentFile(fixture('broken.ts'));
  const expected: readonly (readonly [kind: string, member: string, words: RegExp])[] = [
    // The integral of exp(-(x / 2)^2 / 2) is 2 sqrt(2 pi).
    ['unnormalised', 'logDensity', /whose integral over the line is 1, received 5\.013/],
    ['shapeless', 'logDensity', /the shape \[2, 3\] .*received \[2, 3, 5\]/],
    ['unsampled', 'logDensity', /the shape \[2, 4, 3\] .*of several samples, received \[2, 4, 5\]/],
    ['infinite', 'logDensity', /a gradient by location that is not finite/],
    ['throwing', 'throw new Error', /an error: not today/],
    // Sum of e^-k is e / (e - 1).
    ['uncounted', 'logDensity', /whose sum over 0, 1, 2, \.\.\. is 1, received 1\.582/],
    ['doubled', 'logDensity', /whose integral over \(0, 1\) is 1, received 2 /],
    ['narrow', 'hidden', /the shape \[2, 3, 4\] .*received \[2, 3, 3\]/],
    ['misnamed', 'hidden', /after its place, "encoder\.", received mine\.0\.weights/],
    ['untrue', 'measured', /to agree with value/],
    ['unsummed', 'value', /the shape \[2\] .*received \[2, 6\]/],
    ['unmoved', 'apply', /the parameter changed by its gradient/],
  ];
  for (const [kind, member, words] of expected) {
    const own = found.filter((message) => message.includes(`"${kind}"`));
    t.regex(own[0] ?? '', words, kind);
    t.true(own[0]?.startsWith(`broken.ts:${lineOf(member, `kind: '${kind}'`)}: `), `${kind}: ${own[0]}`);
    t.true(own.length <= 2, own.join('\n'));
  }
});
