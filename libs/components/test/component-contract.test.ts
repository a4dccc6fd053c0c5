import { BUILT_IN, type Likelihood } from '@collapse/models';
import test from 'ava';
import { z } from 'zod';
import { contractIssues, partOf } from '../src/component-contract.ts';
import { PART_NAMES, PARTS } from '../src/index.ts';

const source = {
  name: 'own.ts',
  text: "\nexport default {\n  kind: 'own',\n  support: 'real',\n  fields: {\n    variance: 1,\n  },\n};\n",
};

const own = {
  kind: 'own',
  label: 'a label',
  summary: 'a summary',
  support: 'real',
  fields: {},
  logDensity: () => null,
  mean: () => null,
} as unknown as Likelihood;

const messages = (members: object) =>
  contractIssues({ part: 'likelihood', members: members as Readonly<Record<string, unknown>> }, source).map(
    ({ field, expected, received, remedy }) => `${field}: ${expected}; ${received}; ${remedy}`,
  );

test('every component that is built in is told for what it is, and keeps the contract', (t) => {
  for (const part of PART_NAMES) {
    for (const component of BUILT_IN[PARTS[part].list]) {
      t.is(partOf(component), part, component.kind);
      const members = component as unknown as Readonly<Record<string, unknown>>;
      t.deepEqual(contractIssues({ part, members }, source), [], component.kind);
    }
  }
});

test('what is no component is none', (t) => {
  for (const value of [null, 3, 'likelihood', [], () => null, {}, { kind: 'x' }, { label: 'x' }])
    t.is(partOf(value), null);
});

test('a whole likelihood has nothing wrong', (t) => {
  t.deepEqual(messages(own), []);
});

for (const [what, change, expected] of [
  ['a missing member', { mean: undefined }, /^own\.ts:3: a member mean .*; none; Add it/],
  ['a misspelt member', { isCentered: true }, /isCentered of the likelihood "own"; Did you mean isCentred\?/],
  [
    'a misspelt member that is needed',
    { mean: undefined, maen: () => null },
    /a member mean .*Did you mean it by maen\?/,
  ],
  ['another type', { support: 'reel' }, /^own\.ts:4: support .* "real" or "unit" or "open-unit" or "count"; "reel"/],
  ['a function that is none', { heads: {} }, /heads of the likelihood "own" to be a function/],
  ['a name that no grid could have', { kind: 'My Own' }, /kind .* lowercase words with dashes/],
  ['fields that are no schemas', { fields: { scale: 1 } }, /fields .* an object of zod schemas/],
  [
    'a field that tells components apart',
    { fields: { name: z.string() } },
    /a field name, which tells components apart/,
  ],
  ['names of fields that it has not', { asTensors: ['scale'] }, /asTensors .* names of its fields \(it has none\)/],
  ['a field that JSON Schema cannot say', { fields: { when: z.date() } }, /fields .* that JSON Schema can say/],
] as const) {
  test(`refused: ${what}`, (t) => {
    const found = messages({ ...own, ...change });
    t.is(found.length, 1, found.join('\n'));
    t.regex(found[0] ?? '', expected);
  });
}

test('a field that every part of the kind has is taken, each kind its own', (t) => {
  const clash = (part: 'network' | 'objective' | 'optimizer', name: string) => {
    const [component] = BUILT_IN[PARTS[part].list];
    const members = { ...component, fields: { ...component?.fields, [name]: z.number() } };
    return contractIssues({ part, members }, source).map(({ received }) => received);
  };
  t.deepEqual(clash('network', 'variance'), ['a field variance, which every network has']);
  t.deepEqual(clash('objective', 'beta'), ['a field beta, which every objective has']);
  t.deepEqual(clash('optimizer', 'learningRate'), ['a field learningRate, which every optimizer has']);
});
