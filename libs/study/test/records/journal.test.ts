import { readFileSync, symlinkSync, truncateSync } from 'node:fs';
import test from 'ava';
import fc from 'fast-check';
import { type JournalEvent, openJournal, readJournal, StorageError, studyPaths } from '../../src/index.ts';
import { temporaryDirectory } from '../support/sample.ts';

const timestamp = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const trial = { trialId: fc.stringMatching(/^[0-9a-f]{16}$/), attempt: fc.integer({ min: 1, max: 9 }), timestamp };
const journalEvent: fc.Arbitrary<JournalEvent> = fc.oneof(
  fc.record({ kind: fc.constant('started' as const), ...trial, worker: fc.string({ unit: 'grapheme' }) }),
  fc.record({
    kind: fc.constantFrom('retrying' as const, 'failed' as const),
    ...trial,
    reason: fc.constantFrom('error' as const, 'worker-died' as const),
    message: fc.string({ unit: 'binary' }),
  }),
  fc.record({ kind: fc.constant('finished' as const), ...trial, adoptedFrom: fc.option(fc.string()) }),
  fc.record({ kind: fc.constant('closed' as const), timestamp, interrupted: fc.boolean() }),
);

test('events come back as they were written, and a journal cut anywhere loses only the line it is cut in', (t) => {
  fc.assert(
    fc.property(
      fc.array(journalEvent, { minLength: 1, maxLength: 8 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (events, at) => {
        const paths = studyPaths(temporaryDirectory(t));
        const journal = openJournal(paths);
        for (const event of events) journal.append(event);
        journal.close();
        t.deepEqual(Array.from(readJournal(paths)), events);

        const bytes = readFileSync(paths.journal);
        const length = Math.floor(at * bytes.length);
        truncateSync(paths.journal, length);
        const text = bytes.toString();
        const lines = text.split('\n').slice(0, -1);
        let end = 0;
        const whole = lines.filter((line) => {
          end += Buffer.byteLength(line);
          const complete = end <= length;
          end += 1;
          return complete;
        });
        t.deepEqual(
          Array.from(readJournal(paths)),
          whole.map((line): JournalEvent => JSON.parse(line)),
        );

        const reopened = openJournal(paths);
        const more: JournalEvent = { kind: 'closed', timestamp: 5, interrupted: true };
        reopened.append(more);
        reopened.close();
        t.deepEqual(Array.from(readJournal(paths)), [...whole.map((line): JournalEvent => JSON.parse(line)), more]);
      },
    ),
    { numRuns: 40 },
  );
});

test('a study without a journal has no events', (t) => {
  t.deepEqual(Array.from(readJournal(studyPaths(temporaryDirectory(t)))), []);
});

test('a fraction of a millisecond is refused: MLflow would lose what follows it', (t) => {
  const journal = openJournal(studyPaths(temporaryDirectory(t)));
  t.throws(() => journal.append({ kind: 'closed', timestamp: 0.5, interrupted: false }), { instanceOf: RangeError });
  journal.close();
});

test('a full disk is an error that names the file, the code and the remedy', (t) => {
  const paths = studyPaths(temporaryDirectory(t));
  symlinkSync('/dev/full', paths.journal);
  const journal = openJournal(paths);
  const error = t.throws(() => journal.append({ kind: 'closed', timestamp: 1, interrupted: false }), {
    instanceOf: StorageError,
    message: /a full disk \(ENOSPC\).*Free some space/,
  });
  t.is(error.field, paths.journal);
});
