import test from 'ava';
import { summarizeTasks } from '../test-summary.mjs';

const ESC = String.fromCharCode(27);

test('counts the tests of all tasks, cached ones and coloured ones too', (t) => {
  const output = [
    '> nx run @collapse/trials:test',
    "> ava 'libs/trials/test/**/*.test.ts'\r",
    '  ✔ trials › 12 tests passed is a title, not a total',
    `  ${ESC}[32m47 tests passed${ESC}[39m`,
    '> nx run @collapse/backend:test-wasm  [local cache]',
    '  1 test passed',
    '> nx run @collapse/backend:lint',
    'Checked 6 files in 24ms. No fixes applied.',
  ].join('\n');
  t.deepEqual(summarizeTasks(output, 0), { passed: 48, failed: 0 });
});

test('a failed test, exception and rejection count one each, a task that fails without them counts one', (t) => {
  const output = [
    '> nx run a:test',
    '  3 tests passed',
    '  2 tests failed',
    '  1 uncaught exception',
    '> nx run b:test',
    '  4 tests passed',
    '  1 unhandled rejection',
    '> nx run c:typecheck',
    'error TS2322',
    'Failed tasks:',
    '',
    '- a:test',
    '- b:test',
    '- c:typecheck',
    '- d:lint',
  ].join('\n');
  t.deepEqual(summarizeTasks(output, 1), { passed: 7, failed: 6 });
});

test('a run that fails without naming a task is one failure', (t) => {
  t.deepEqual(summarizeTasks('NX  Failed to process project graph', 1), { passed: 0, failed: 1 });
});

test('where everything is there to run it, a test that was skipped counts as failed', (t) => {
  const output = [
    '> nx run a:test',
    '  3 tests passed',
    '  1 test skipped',
    '> nx run b:test',
    '  2 tests passed',
  ].join('\n');
  t.deepEqual(summarizeTasks(output, 0), { passed: 5, failed: 0 });
  t.deepEqual(summarizeTasks(output, 0, true), { passed: 5, failed: 1 });
});
