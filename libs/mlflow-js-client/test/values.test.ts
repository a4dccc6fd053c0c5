import test from 'ava';
import fc from 'fast-check';
import { MlflowError } from '../src/errors.ts';
import { checkKey, checkText, metricValue, paramText, timestampMilliseconds, wholeStep } from '../src/values.ts';

const refused = { instanceOf: MlflowError, message: /expected .*received/ };

test('params: numbers, booleans and strings become text, nothing else does', (t) => {
  t.deepEqual(
    [0.1, 1e-7, -0, Number.NaN, true, false, '', 'x'].map((value) => paramText('p', value)),
    ['0.1', '1e-7', '0', 'NaN', 'true', 'false', '', 'x'],
  );
  for (const value of [undefined, null, {}, [1], 1n, Symbol('x'), () => 1])
    t.throws(() => paramText('p', value), refused);
});

test('a number written as a param is read back as the same number', (t) => {
  fc.assert(fc.property(fc.double({ noNaN: true }), (value) => Number(paramText('p', value)) === value));
  t.pass();
});

test('lengths count characters, not UTF-16 units', (t) => {
  t.is(checkText('p', '😀'.repeat(6000), 6000).length, 12_000);
  t.throws(() => checkText('p', '😀'.repeat(6001), 6000), refused);
  t.is(checkKey('k', '𝒳'.repeat(250)).length, 500);
});

test('metric values survive JSON; infinities only where asked for', (t) => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const sent: unknown = JSON.parse(JSON.stringify(metricValue('m', value, 'refuse')));
      return sent === value;
    }),
  );
  t.is(metricValue('m', Number.NaN, 'refuse'), 'NaN');
  t.is(metricValue('m', Number.NEGATIVE_INFINITY, 'send'), '-Infinity');
  t.throws(() => metricValue('m', Number.NEGATIVE_INFINITY, 'refuse'), refused);
  t.throws(() => metricValue('m', '1', 'refuse'), refused);
});

test('times are truncated to whole milliseconds, steps must be whole', (t) => {
  t.is(timestampMilliseconds('t', 1_700_000_000_000.9), 1_700_000_000_000);
  for (const value of [-1, Number.NaN, 2 ** 53, '1', undefined])
    t.throws(() => timestampMilliseconds('t', value), refused);
  t.is(wholeStep('s', -3), -3);
  for (const value of [0.5, Number.NaN, 2 ** 53, '1', undefined]) t.throws(() => wholeStep('s', value), refused);
});
