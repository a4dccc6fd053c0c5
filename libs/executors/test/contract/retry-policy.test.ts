import test from 'ava';
import { failureOfDeath, failureOfError, isRetried, WorkerDeath } from '../../src/contract/retry-policy.ts';

const described = (name: string, message = 'x') => ({ name, message, stack: null, storage: null });

test('an error of the user and a divergence would come again: neither is tried again, whatever the policy', (t) => {
  for (const [name, reason] of [
    ['UserError', 'error'],
    ['DivergedError', 'diverged'],
  ] as const) {
    const failure = failureOfError(described(name));
    t.deepEqual(failure, { reason, message: `${name}: x`, retriable: false });
    t.false(isRetried(failure, 0, { retries: 20 }));
  }
});

test('any other error, and a death, is tried again as often as the policy says', (t) => {
  for (const failure of [failureOfError(described('RangeError')), failureOfDeath(new WorkerDeath('gone'))]) {
    t.true(failure.retriable);
    t.deepEqual(
      [0, 1, 2].map((retried) => isRetried(failure, retried, { retries: 2 })),
      [true, true, false],
    );
    t.false(isRetried(failure, 0, { retries: 0 }));
  }
});

test('reasons: what speaks of memory is out of memory, a death keeps the reason it is given', (t) => {
  t.is(failureOfError(described('Error', 'std::bad_alloc')).reason, 'out-of-memory');
  t.is(failureOfError(described('Error', 'no such file')).reason, 'error');
  t.is(failureOfDeath(new WorkerDeath('JavaScript heap out of memory')).reason, 'out-of-memory');
  t.is(failureOfDeath(new WorkerDeath('it exited')).reason, 'worker-died');
  t.is(failureOfDeath(new WorkerDeath('out of memory', { reason: 'stalled' })).reason, 'stalled');
});
