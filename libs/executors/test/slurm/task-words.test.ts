import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
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
