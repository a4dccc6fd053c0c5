import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { isJsonObject, openJournal, readJournal, readJsonLines, studyPaths } from '../../src/index.ts';
import { temporaryDirectory } from '../support/sample.ts';

test('lines and characters that lie across the pieces a file is read in are whole', (t) => {
  const path = join(temporaryDirectory(t), 'a.jsonl');
  // Pieces are of 65,536 bytes: letters of 3 bytes, from each of three offsets, cannot all end at their edges.
  for (const offset of [0, 1, 2]) {
    const values = ['x'.repeat(offset), '€'.repeat(50_000), { text: '€uro' }, 'y'.repeat(200_000), 3];
    writeFileSync(path, values.map((value) => `${JSON.stringify(value)}\n`).join(''));
    t.deepEqual([...readJsonLines(path)], values);
  }
});

test('a last line without its end counts where it is whole; junk and empty lines are passed over', (t) => {
  const path = join(temporaryDirectory(t), 'a.jsonl');
  writeFileSync(path, '{"a":1}\n\n{"b":\nnull\n{"c":3}');
  t.deepEqual([...readJsonLines(path)], [{ a: 1 }, null, { c: 3 }]);
});

test('a file that is not there has no lines; one that cannot be read is an error', (t) => {
  const directory = temporaryDirectory(t);
  t.deepEqual([...readJsonLines(join(directory, 'none'))], []);
  t.throws(() => [...readJsonLines(directory)], { code: 'EISDIR' });
});

test('a JSON object is neither null nor a list', (t) => {
  t.deepEqual([{}, { a: 1 }, null, [], 'a', 1].map(isJsonObject), [true, true, false, false, false, false]);
});

test('events of a trial need one, the others do not', (t) => {
  const paths = studyPaths(temporaryDirectory(t));
  const opened = { kind: 'opened', timestamp: 1, processId: 2, host: 'h', trials: 3, done: 0 } as const;
  const journal = openJournal(paths);
  journal.append(opened);
  journal.close();
  const lines = [{ kind: 'started', timestamp: 2, attempt: 1 }, { kind: 'closed' }, { kind: 'new', timestamp: 3 }];
  writeFileSync(paths.journal, lines.map((line) => `${JSON.stringify(line)}\n`).join(''), { flag: 'a' });
  t.deepEqual([...readJournal(paths)], [opened]);
});
