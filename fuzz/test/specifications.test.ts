import { loadBackend } from '@collapse/backend';
import test from 'ava';
import { trainAccepted } from '../src/train-accepted.ts';

test('what is accepted trains: 40 random specifications', async (t) => {
  const backend = await loadBackend({ backend: 'auto', onNotice: () => {} });
  const { accepted, refutations } = await trainAccepted(backend, { count: 40, seed: 7 });
  t.is(accepted, 40);
  t.deepEqual(refutations, []);
});
