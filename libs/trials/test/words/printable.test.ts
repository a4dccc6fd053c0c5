import test from 'ava';
import { issueMessage, printable, printableLines } from '../../src/index.ts';

test('what moves a cursor, changes a colour or turns the text around is shown as its escape', (t) => {
  t.is(printable('\u001b[31mred\u0007'), '\\x1b[31mred\\x07');
  t.is(printable('\u009b2J\u007f'), '\\x9b2J\\x7f');
  t.is(printable('a\nb\tc\r'), 'a\\nb\\tc\\r');
  t.is(printable('\u202egnp.x'), '\\u202egnp.x');
  t.is(printable('β × σ², naïve 数'), 'β × σ², naïve 数');
  t.is(printableLines('one\ntwo\u001b'), 'one\ntwo\\x1b');
});

test("an error's message holds no control characters", (t) => {
  const message = issueMessage({ field: 'a\u001b[2J', expected: 'b', received: '\u009b1m', remedy: 'c\n' });
  t.is(message, 'a\\x1b[2J: expected b, received \\x9b1m. c\\n');
});
