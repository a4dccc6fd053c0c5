import test from 'ava';
import { z } from 'zod';
import { GridError, type Issue, parseOptions, UserError } from '../../src/index.ts';
import { expectedWords } from '../../src/words/expected-words.ts';
import { receivedWords } from '../../src/words/received-words.ts';

const words = (schema: z.ZodType) => expectedWords([z.toJSONSchema(schema, { io: 'input' })]);

test('what fits is said with its bounds, open and closed, and its choices', (t) => {
  t.is(words(z.number()), 'a number');
  t.is(words(z.number().min(0).lt(1)), 'a number >= 0 and < 1');
  t.is(words(z.number().gt(-1).max(1)), 'a number > -1 and <= 1');
  t.is(words(z.int().min(1)), 'an integer >= 1');
  t.is(words(z.union([z.int().min(1), z.literal('full')])), 'an integer >= 1 or "full"');
  t.is(words(z.enum(['a', 'b'])), 'one of "a", "b"');
  t.is(words(z.literal('a')), '"a"');
  t.is(words(z.string()), 'a text');
  t.is(words(z.boolean()), 'true or false');
  t.is(words(z.array(z.number())), 'a list');
  t.is(words(z.array(z.number()).min(1)), 'a list that is not empty');
  t.is(words(z.object({ a: z.number(), b: z.number() })), 'an object with a, b');
  const kinds = z.union([z.object({ a: z.number(), b: z.number() }), z.object({ a: z.number(), c: z.number() })]);
  t.is(words(kinds), 'an object with a, ...');
});

test('what arrived is shown as JSON, cut where it is long, and by its kind where JSON has no word for it', (t) => {
  t.is(receivedWords(undefined), 'nothing');
  t.is(receivedWords(Number.NaN), 'NaN');
  t.is(receivedWords(null), 'null');
  t.is(receivedWords('a"b'), '"a\\"b"');
  t.is(receivedWords({ a: [1] }), '{"a":[1]}');
  t.is(
    receivedWords(() => 1),
    'a function',
  );
  t.is(receivedWords(1n), 'a bigint');
  t.is(receivedWords(Symbol('a')), 'a symbol');
  t.is(receivedWords('x'.repeat(78)), `"${'x'.repeat(78)}"`);
  t.is(receivedWords('x'.repeat(79)), `"${'x'.repeat(79)}...`);
});

test('a grid error shows twenty mistakes and counts the rest', (t) => {
  const issue = (index: number): Issue => ({ field: `f${index}`, expected: 'e', received: 'r', remedy: 'Mend.' });
  const message = (count: number) => {
    const [first, ...rest] = Array.from({ length: count }, (_, index) => issue(index)) as [Issue, ...Issue[]];
    return new GridError('a.json', [first, ...rest]).message.split('\n');
  };
  t.deepEqual(message(1), ['a.json: there is a problem with this grid', '  f0: expected e, received r. Mend.']);
  t.is(message(20)[0], 'a.json: there are 20 problems with this grid');
  t.is(message(20).length, 21);
  t.is(message(20).at(-1), '  f19: expected e, received r. Mend.');
  t.is(message(23).length, 22);
  t.is(message(23).at(-1), '  and 3 more');
});

test('options get their defaults, and the first mistake is told with the file it is in', (t) => {
  const schema = z.strictObject({ cores: z.int().min(1).default(2), partition: z.string() });
  t.deepEqual(parseOptions(schema, { partition: 'gpu' }, 'slurm.json'), { cores: 2, partition: 'gpu' });
  const error = (input: unknown) =>
    t.throws(() => parseOptions(schema, input, 'slurm.json'), { instanceOf: UserError }).message;
  t.is(
    error({ partition: 'gpu', cores: 0 }),
    'slurm.json: cores: expected an integer >= 1, received 0. Write an integer >= 1.',
  );
  t.is(
    error({ partition: 'gpu', core: 1 }),
    'slurm.json: core: expected a field that exists (cores, partition), received an unknown field with 1. Did you mean slurm.json: cores?',
  );
  t.is(
    error(3),
    'slurm.json: expected an object with cores, partition, received 3. Write an object with cores, partition.',
  );
});
