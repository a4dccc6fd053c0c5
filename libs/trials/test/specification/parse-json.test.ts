import test from 'ava';
import fc from 'fast-check';
import { parseJson, UserError } from '../../src/index.ts';

const refused = (text: string): string => {
  try {
    parseJson(text, 'grid.json');
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  return 'accepted';
};

test('what JSON.parse takes is taken, with the same value', (t) => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), (text) => {
      if (/"__proto__"/.test(text)) return;
      t.deepEqual(parseJson(text, 'grid.json'), JSON.parse(text));
    }),
    { seed: 3, numRuns: 300 },
  );
});

test('a byte order mark before the text is passed over', (t) => {
  t.deepEqual(parseJson('\ufeff{"seed": 1}', 'grid.json'), { seed: 1 });
});

test('a key twice in one object is refused with its place, the same key in two objects is not', (t) => {
  t.regex(
    refused('{\n  "axes": { "seed": [0],\n    "seed": [1] }\n}'),
    /^grid\.json: expected JSON, received the key "seed" twice in one object \(line 3, column 5\)\. Remove one/,
  );
  t.deepEqual(parseJson('{"a": {"seed": 1}, "b": {"seed": 2}}', 'grid.json'), { a: { seed: 1 }, b: { seed: 2 } });
  t.regex(refused('{"a": [{"x": 1}, {"y": 1, "\\u0079": 2}]}'), /the key "y" twice/);
});

test('__proto__ is refused, however it is written', (t) => {
  t.regex(refused('{"base": {"__proto__": {"seed": 1}}}'), /received __proto__, which no field may be called/);
  t.regex(refused('{"\\u005f_proto__": 1}'), /received __proto__/);
});

test('text that is no JSON is told with line and column', (t) => {
  t.regex(refused('{"a": 1,\n "b": tru}'), /text that is not: an unknown word \(line 2, column 7\)/);
  t.regex(refused('{"a": 1 "b": 2}'), /a comma is missing \(line 1, column 9\)/);
  t.regex(refused('{"a": 1} // why'), /a comment, which JSON does not have/);
  t.regex(refused(''), /a value is missing \(line 1, column 1\)/);
  t.regex(refused('{"a": 1}{'), /something follows its end/);
});

test('a text that is nested without end is refused, not a stack overflow', (t) => {
  const levels = 200_000;
  t.regex(
    refused('['.repeat(levels) + ']'.repeat(levels)),
    /received more than 64 levels of lists and objects \(line 1/,
  );
  t.is(refused(`${'['.repeat(64)}${']'.repeat(64)}`), 'accepted');
  // Brackets in a text are no levels.
  t.is(refused(JSON.stringify('['.repeat(100))), 'accepted');
});
