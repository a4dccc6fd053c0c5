import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TrialInput, UserError } from '@collapse/trials';
import test from 'ava';
import { openTrial, sizesOf, type TrialModel } from '../../src/trial-model.ts';
import { readStoredWeights, readWeights } from '../../src/weights/read-weights.ts';
import { folderOf } from '../support/plain-model.ts';
import { linearInput, type TrainedForTest, trainForTest } from '../support/train-for-test.ts';

const opened = ({ result, dataset }: TrainedForTest): TrialModel => openTrial(result.specification, sizesOf(dataset));

const kinds: Record<string, Partial<TrialInput>> = {
  linear: {},
  'with two levels': { model: { latentDim: 3, second: { latentDim: 2 } } },
  'with hidden layers and a variance of the network': {
    model: { latentDim: 2, encoder: { hidden: [5], variance: 'amortized' }, decoder: { hidden: [6, 4] } },
    objective: {},
    likelihood: { learn: 'network', varianceFloor: 0.1 },
  },
};

for (const [name, change] of Object.entries(kinds)) {
  test.serial(`weights ${name} read back as they were written`, async (t) => {
    const trained = await trainForTest(linearInput({ ...change, train: { steps: 3 } }));
    const arrays = readWeights(folderOf(trained), opened(trained), trained.dataset);
    const bytes = trained.files.get('weights/weights.bin') as Uint8Array;
    const dim = trained.dataset.dim * 4;
    const values = Object.values(arrays).map((array) => Buffer.from(array.values.buffer));
    t.deepEqual(Buffer.concat(values), Buffer.from(bytes.subarray(0, bytes.length - dim)));
    t.true(Object.values(arrays).every(({ shape }) => shape[0] === 1 && shape.length === 3));
    const { parameters, dataMean } = readStoredWeights(folderOf(trained), trained.result.specification);
    t.deepEqual(parameters, arrays);
    t.deepEqual(dataMean, Float32Array.from(trained.dataset.moments.mean));
  });
}

test.serial('what is missing, damaged, or of another trial or other data is refused by name', async (t) => {
  const trained = await trainForTest(linearInput({ train: { steps: 2 } }));
  const other = await trainForTest(linearInput({ train: { steps: 3 } }));
  const whole = folderOf(trained);
  const trial = opened(trained);
  const manifest = () => JSON.parse(readFileSync(join(whole, 'weights', 'model.json'), 'utf8'));
  const damages: Record<string, readonly [(folder: string) => void, RegExp]> = {
    'no folder': [(folder) => rmSync(folder, { recursive: true }), /model\.json: expected weights .* received nothing/],
    'no values': [
      (folder) => rmSync(join(folder, 'weights.bin')),
      /weights\.bin: expected weights .* received nothing/,
    ],
    short: [(folder) => truncateSync(join(folder, 'weights.bin'), 40), /weights\.bin: expected \d+ bytes, received 40/],
    'not a number': [
      (folder) => {
        const bytes = readFileSync(join(folder, 'weights.bin'));
        bytes.writeFloatLE(Number.NaN, 8);
        writeFileSync(join(folder, 'weights.bin'), bytes);
      },
      /weights\.bin: expected finite numbers, received encoder\.mean\.weights with others/,
    ],
    'another trial': [
      (folder) => cpSync(join(folderOf(other), 'weights', 'model.json'), join(folder, 'model.json')),
      /model\.json: expected the weights of this trial's specification, received those of another/,
    ],
    'torn list': [
      (folder) => writeFileSync(join(folder, 'model.json'), JSON.stringify(manifest()).slice(0, 300)),
      /model\.json: expected the list of a trained model/,
    ],
    'another shape': [
      (folder) => {
        const list = manifest();
        list.weightsManifest[0].weights[0].shape = [4, 8];
        writeFileSync(join(folder, 'model.json'), JSON.stringify(list));
      },
      /model\.json: expected encoder\.mean\.weights \[8,4\], .* received encoder\.mean\.weights \[4,8\]/,
    ],
  };
  for (const [name, [damage, message]] of Object.entries(damages)) {
    const folder = mkdtempSync(join(tmpdir(), 'damaged-'));
    t.teardown(() => rmSync(folder, { recursive: true, force: true }));
    cpSync(whole, folder, { recursive: true });
    damage(join(folder, 'weights'));
    t.throws(() => readWeights(folder, trial, trained.dataset), { instanceOf: UserError, message }, name);
    t.throws(() => readStoredWeights(folder, trial.specification), { instanceOf: UserError, message }, name);
  }
  const wider = openTrial(trial.specification, { dim: 9, conditionDim: 0 });
  t.throws(() => readWeights(whole, wider, trained.dataset), {
    message: /expected encoder\.mean\.weights \[9,4\], .* received encoder\.mean\.weights \[8,4\]/,
  });
  const { moments } = trained.dataset;
  const moved = { ...trained.dataset, moments: { ...moments, mean: moments.mean.map((value) => value + 0.01) } };
  t.throws(() => readWeights(whole, trial, moved), { message: /expected weights of a model of these data/ });
});
