import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import { TaskWordReader } from '../../src/slurm/task-words.ts';

test('words are read as they come: half a line waits, a torn line is passed over', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'words-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, '0.jsonl');
  const reader = new TaskWordReader(path);
  t.deepEqual(reader.read(), []);
  const over = { kind: 'task-over', timestamp: 5 } as const;
  const line = `${JSON.stringify(over)}\n`;
  appendFileSync(path, line + line.slice(0, 9));
  t.deepEqual(reader.read(), [over]);
  t.deepEqual(reader.read(), []);
  appendFileSync(path, line.slice(9));
  t.deepEqual(reader.read(), [over]);
  // A node died in the middle of a word; its task began again elsewhere.
  appendFileSync(path, `{"kind":"progr\n${line}{"kind":"of another version"}\n`);
  t.deepEqual(reader.read(), [over]);
});

const about = { trialId: '0123456789abcdef', attempt: 1, timestamp: 5 };
const error = { name: 'Error', message: 'x', stack: null, storage: null };
const WHOLE: readonly Readonly<Record<string, unknown>>[] = [
  { kind: 'started', ...about, worker: 'box:1/0' },
  { kind: 'progress', ...about, step: 3 },
  { kind: 'committed', ...about },
  { kind: 'threw', ...about, error },
  { kind: 'notice', line: 'x', timestamp: 5 },
  { kind: 'begun', host: 'box', processId: 1, timestamp: 5 },
  { kind: 'group-over', group: 0, timestamp: 5 },
  { kind: 'task-over', timestamp: 5 },
];

test('a word without one of its fields, or with one of another type, is passed over', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'words-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const readLines = (name: string, lines: readonly unknown[]) => {
    const path = join(folder, name);
    appendFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    return new TaskWordReader(path).read();
  };
  t.deepEqual<unknown, unknown>(readLines('whole', WHOLE), WHOLE);
  const less = WHOLE.flatMap((word) =>
    Object.keys(word).flatMap((field) => {
      const { [field]: _, ...rest } = word;
      return [rest, { ...rest, [field]: null }, { ...rest, [field]: [] }];
    }),
  );
  t.deepEqual(readLines('less', [...less, null, 5, 'task-over', [], { ...WHOLE[1], attempt: 2 ** 53 - 1 }]), []);
});

test('a status file of any bytes is read', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'words-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  let file = 0;
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.json(), fc.string())), (lines) => {
      const path = join(folder, `${file++}`);
      appendFileSync(path, `${lines.join('\n')}\n`);
      t.notThrows(() => new TaskWordReader(path).read());
    }),
    { numRuns: 50 },
  );
});
