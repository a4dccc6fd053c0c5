import test from 'ava';
import { checkpointClock } from '../../src/runners/checkpoint-clock.ts';

test('one is due every so many seconds, after a long one only when it was a hundredth of the time', (t) => {
  let now = 100;
  const clock = checkpointClock(60, () => now);
  t.false(clock.isDue());
  now = 159.9;
  t.false(clock.isDue());
  now = 160;
  t.true(clock.isDue());
  clock.time(() => (now += 0.5));
  now = 220;
  t.false(clock.isDue());
  now = 220.5;
  t.true(clock.isDue());
  clock.time(() => (now += 2));
  now = 222.5 + 199;
  t.false(clock.isDue());
  now = 222.5 + 200;
  t.true(clock.isDue());
});

test('a short interval is kept to: what it costs is asked for', (t) => {
  let now = 0;
  const clock = checkpointClock(0.2, () => now);
  clock.time(() => (now = 0.1));
  now = 0.31;
  t.true(clock.isDue());
});
