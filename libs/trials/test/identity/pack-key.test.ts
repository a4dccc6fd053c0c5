import test from 'ava';
import { CATALOG } from '../../src/catalog/catalog.ts';
import { packKey } from '../../src/index.ts';
import { pathsBelow } from '../../src/specification/field-schema.ts';
import { CHANGES, changedTrials } from '../support/changes.ts';

/** What members of a pack may differ in. */
const ALLOWED = new Set([
  'model.initialization',
  'likelihood.variance',
  'likelihood.scale',
  'likelihood.degreesOfFreedom',
  'likelihood.dispersion',
  'likelihood.concentration',
  'objective.beta',
  'objective.secondBeta',
  'objective.warmupSteps',
  'optimizer.learningRate',
  'optimizer.clipNorm',
  'seed',
]);

for (const change of CHANGES) {
  const [path] = change;
  test(`${path} ${ALLOWED.has(path) ? 'may differ within a pack' : 'makes another pack'}`, (t) => {
    const [one, other] = changedTrials(change).map(packKey);
    t.is(one === other, ALLOWED.has(path));
  });
}

/** Of what kind a part is: its other fields follow from it. */
const KINDS = ['model.family', 'model.encoder.network', 'model.decoder.network', 'objective.kind'];

test('the table has every field of a trial', (t) => {
  const paths = pathsBelow(CATALOG.jsonSchema);
  const leaves = paths.filter((path) => !paths.some((other) => other.startsWith(`${path}.`)));
  // Condition is a leaf of images and a part of synthetic data.
  const changed = new Set([...CHANGES.map(([path]) => path), ...KINDS]);
  t.deepEqual(
    leaves.filter((path) => !changed.has(path)),
    [],
  );
});
