import { PassThrough } from 'node:stream';
import type { ExecutorEvent } from '@collapse/executors';
import { type FailedResult, trialSpecification } from '@collapse/trials';
import test from 'ava';
import { barLine, showProgress } from '../../src/terminal/progress.ts';

const specification = trialSpecification.parse({
  dataset: { name: 'mnist-1k' },
  model: { latentDim: 2 },
  train: { steps: 100 },
});

const failed = (trialId: string): ExecutorEvent => {
  const result: FailedResult = {
    status: 'failed',
    trialId,
    specification,
    attempt: 1,
    backend: null,
    startedAt: 0,
    finishedAt: 0,
    worker: 'none',
    error: { reason: 'diverged', message: 'NaN' },
  };
  return { kind: 'finished', trialId, attempt: 1, timestamp: 0, result };
};
const progress = (trialId: string, step: number): ExecutorEvent => ({
  kind: 'progress',
  trialId,
  attempt: 1,
  timestamp: 0,
  step,
  steps: 100,
});

/** Trials a and b, the second three times as long, on a stream that is or is not a terminal. */
function watched(isTTY: boolean) {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 120 });
  let time = 0;
  const view = showProgress({
    stream,
    costs: new Map([
      ['a', 1],
      ['b', 3],
    ]),
    now: () => time,
  });
  return {
    view,
    at(seconds: number, event: ExecutorEvent) {
      time = seconds;
      view.show(event);
    },
    text: () => String(stream.read() ?? ''),
  };
}

test('elsewhere than on a terminal: a plain line now and then, with counts, rate and the time left by cost', (t) => {
  const { at, text } = watched(false);
  at(1, progress('a', 50));
  t.is(text(), '');
  at(6, failed('a'));
  // A quarter of the cost took 6 s, so three quarters take 18.
  t.is(text(), '1 of 2 trials, 1 failed, 10 trials a minute, 18 s left\n');
  at(7, progress('b', 10));
  t.is(text(), '');
  at(16, progress('b', 100 / 3));
  t.is(text(), '1 of 2 trials, 1 failed, 3.8 trials a minute, 16 s left\n');
});

test('trials under way are counted by host where there is more than one', (t) => {
  const { at, text } = watched(false);
  const started = (trialId: string, host: string): ExecutorEvent => {
    return { kind: 'started', trialId, attempt: 1, timestamp: 0, worker: `${host}:1`, host, log: null };
  };
  at(1, started('a', 'node2'));
  at(2, started('b', 'node1'));
  at(8, progress('b', 100 / 3));
  t.is(text(), '0 of 2 trials, 24 s left, on node1 (1), node2 (1)\n');
  at(16, failed('a'));
  t.is(text(), '1 of 2 trials, 1 failed, 3.8 trials a minute, 16 s left\n');
});

test('on a terminal: a bar', (t) => {
  const { at, text, view } = watched(true);
  at(6, failed('a'));
  view.end();
  t.regex(text(), /█{7,8}░{22,23} 25% {2}1 of 2 trials, 1 failed/);
});

test('the bar never wraps: on a narrow terminal the words stay and the bar goes', (t) => {
  const words = '12 of 24 trials, 1 failed, 8.1 trials a minute, 1:20 min left, on node1 (4), node2 (3)';
  for (const width of [20, 60, 80, 110, 140]) t.true(barLine(0.5, words, width).length < width, String(width));
  t.regex(barLine(0.5, words, 140), /^ █{15}░{15} 50% {2}12 of 24 trials.*node2 \(3\)$/);
  t.regex(barLine(0.5, words, 110), /^ 50% {2}12 of 24 trials.*node2 \(3\)$/);
  t.regex(barLine(0.5, words, 40), /^ 50% {2}12 of 24 trials.*\.\.\.$/);
});

test('a terminal shows each line that is said whole, above a bar that is drawn once', (t) => {
  const { view, at, text } = watched(true);
  at(6, failed('a'));
  view.clear();
  const said = `${text()}Stopping.\n`;
  view.end();
  t.deepEqual(screen(said + text()), [
    'Stopping.',
    ` ${'█'.repeat(8)}${'░'.repeat(22)} 25%  1 of 2 trials, 1 failed, 10 trials a minute, 18 s left`,
    '',
  ]);
});

/** The lines that a terminal shows of what was written to it, for the few sequences that a bar uses. */
function screen(written: string): string[] {
  const lines = [''];
  const [first = '', ...sequences] = written.split('\u001b');
  const write = (text: string) => {
    for (const character of text) {
      if (character === '\n') lines.push('');
      else if (character === '\r') lines[lines.length - 1] = '';
      else lines[lines.length - 1] += character;
    }
  };
  write(first);
  for (const sequence of sequences) {
    const [code = ''] = sequence.match(/^\[[?\d]*[a-zA-Z]/) ?? [];
    if (code === '[K') lines[lines.length - 1] = '';
    write(sequence.slice(code.length));
  }
  return lines;
}
