import test from 'ava';
import { z } from 'zod';
import { componentUnion } from '../../src/catalog/component-union.ts';

const union = componentUnion(
  [
    { kind: 'one', fields: { x: z.number().default(1) } },
    { kind: 'other', fields: { y: z.number() } },
    { kind: 'named', fields: { z: z.number().default(3) } },
  ],
  {
    discriminator: 'kind',
    before: { first: z.number().default(7) },
    after: { last: z.number().optional() },
    implied: (fields) => ('y' in fields ? 'other' : 'one'),
    unnamed: ['one', 'other'],
  },
);

test('fields are of the kind that is named, or of the one that they tell', (t) => {
  t.deepEqual(union.parse(undefined), { kind: 'one', first: 7, x: 1 });
  t.deepEqual(union.parse({ x: 5 }), { kind: 'one', first: 7, x: 5 });
  t.deepEqual(union.parse({ y: 2, last: 4 }), { kind: 'other', first: 7, y: 2, last: 4 });
  t.deepEqual(union.parse({ kind: 'named', first: 0 }), { kind: 'named', first: 0, z: 3 });
});

test('a field of another kind is refused, and so is a kind that is not there', (t) => {
  for (const wrong of [{ kind: 'one', y: 2 }, { x: 1, y: 2 }, { kind: 'none' }, { z: 3 }, { kind: 'other' }, null]) {
    t.false(union.safeParse(wrong).success, JSON.stringify(wrong));
  }
});

test('the schema for editors asks for the name of a kind that the fields do not tell', (t) => {
  const { oneOf = [] } = z.toJSONSchema(union, { io: 'input' });
  t.deepEqual(
    oneOf.map((kind) => typeof kind === 'object' && kind.required),
    [undefined, ['y'], ['kind']],
  );
});

test('a list without a component is a mistake of the program', (t) => {
  t.throws(() => componentUnion([], { discriminator: 'kind', implied: () => '', unnamed: [] }), {
    instanceOf: RangeError,
  });
});
