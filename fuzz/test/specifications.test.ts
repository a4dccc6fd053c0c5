import { flattenSpecification } from '@collapse/analysis';
import { loadBackend } from '@collapse/backend';
import { gridJsonSchema } from '@collapse/trials';
import test from 'ava';
import fc from 'fast-check';
import { randomTrial } from '../src/random-trial.ts';
import { trainAccepted } from '../src/train-accepted.ts';

test('what is accepted trains: 40 random specifications', async (t) => {
  const backend = await loadBackend({ backend: 'auto', onNotice: () => {} });
  const { accepted, refutations } = await trainAccepted(backend, { count: 40, seed: 7 });
  t.is(accepted, 40);
  t.deepEqual(refutations, []);
});

test('random specifications reach every field of a trial', (t) => {
  const axes = gridJsonSchema().properties?.axes;
  const paths = Object.keys((typeof axes === 'object' && axes.properties) || {});
  const leaves = paths.filter((path) => path !== 'trial' && !paths.some((other) => other.startsWith(`${path}.`)));
  const drawn = fc.sample(randomTrial({ path: 'images', files: 9 }), { seed: 1, numRuns: 2000 });
  const reached = new Set(drawn.flatMap((trial) => Object.keys(flattenSpecification(trial))));
  t.deepEqual(
    leaves.filter((path) => !reached.has(path)),
    [],
  );
});
