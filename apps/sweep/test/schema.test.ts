import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { sweep, workFolder } from './support/run-sweep.ts';

const COMMITTED = join(import.meta.dirname, '../../../experiments/grid.schema.json');

test('the committed JSON Schema is current; if not: npx nx run sweep:schema', async (t) => {
  const finished = await sweep(workFolder(t), ['schema']);
  t.is(finished.output, readFileSync(COMMITTED, 'utf8'));
});
