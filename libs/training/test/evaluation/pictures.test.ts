import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TrialInput } from '@collapse/trials';
import test from 'ava';
import { decode as decodePng } from 'fast-png';
import { weightsOf } from '../support/stored-weights.ts';
import { type TrainedForTest, trainForTest } from '../support/train-for-test.ts';

const SIDE = 28;

/** Pixels of image `column` in row `row` of a sheet, one pixel apart, 10 a row. */
function imageOf(trained: TrainedForTest, file: string, row: number, column: number): number[] {
  const { width, data } = decodePng(trained.files.get(file) as Uint8Array);
  return Array.from({ length: SIDE * SIDE }, (_, index) => {
    const [y, x] = [1 + row * (SIDE + 1) + Math.floor(index / SIDE), 1 + column * (SIDE + 1) + (index % SIDE)];
    return data[y * width + x] ?? Number.NaN;
  });
}

const sigmoid = (value: number) => 1 / (1 + Math.exp(-value));

const kinds: Record<string, { change: Partial<TrialInput>; shown: (value: number) => number; ofLogits: boolean }> = {
  'a Gaussian of intensities': { change: {}, shown: (value) => value, ofLogits: false },
  'a Gaussian of logits': {
    change: { dataset: { name: 'mnist-1k', scaling: 'logit' } },
    shown: sigmoid,
    ofLogits: false,
  },
  'a Bernoulli': { change: { likelihood: { kind: 'bernoulli' } }, shown: sigmoid, ofLogits: true },
};

for (const [name, { change, shown, ofLogits }] of Object.entries(kinds)) {
  test.serial(`${name}: the pictures are the images, dark on light, and what the model makes of them`, async (t) => {
    const trained = await trainForTest({
      dataset: { name: 'mnist-1k' },
      model: { latentDim: 2 },
      objective: {},
      optimizer: { learningRate: 0.05 },
      train: { steps: 20, batchSize: 100 },
      evaluation: { samples: 1 },
      ...change,
    });
    const { values, dim, moments } = trained.dataset;
    const weights = weightsOf(trained);
    const array = (parameter: string) => weights[parameter]?.values ?? new Float64Array();
    const grey = (intensity: number) => 255 * (1 - Math.min(1, Math.max(0, intensity)));
    for (const point of [0, 3, 9]) {
      const x = [...values.subarray(point * dim, (point + 1) * dim)];
      const images = imageOf(trained, 'pictures/reconstructions.png', 0, point);
      const original = ofLogits ? (value: number) => value : shown;
      for (const [j, value] of x.entries()) t.true(Math.abs((images[j] ?? 0) - grey(original(value))) < 1);
      const code = [0, 1].map((i) =>
        x.reduce(
          (sum, value, j) => sum + (value - (moments.mean[j] ?? 0)) * (array('encoder.mean.weights')[j * 2 + i] ?? 0),
          array('encoder.mean.biases')[i] ?? 0,
        ),
      );
      const made = imageOf(trained, 'pictures/reconstructions.png', 1, point);
      for (const j of [130, 300, 406, 500, 655]) {
        const location = code.reduce(
          (sum, value, i) => sum + value * (array('decoder.location.weights')[i * dim + j] ?? 0),
          (array('decoder.location.biases')[j] ?? 0) + (ofLogits ? 0 : (moments.mean[j] ?? 0)),
        );
        t.true(Math.abs((made[j] ?? 0) - grey(shown(location))) < 1.5, `${point}, ${j}: ${made[j]}`);
      }
    }
    const samples = [0, 1].flatMap((row) =>
      [...Array(10).keys()].map((at) => imageOf(trained, 'pictures/samples.png', row, at)),
    );
    t.is(new Set(samples.map((image) => image.join())).size, 20, 'each sample has a code of its own');
    const { data } = decodePng(trained.files.get('pictures/samples.png') as Uint8Array);
    t.is(data[0], 200);
  });
}

test.serial(
  'images of an array beyond [0, 1]: convolutions train on them, and pictures go from their smallest value to their largest',
  async (t) => {
    const values = Float32Array.from({ length: 12 * SIDE * SIDE }, (_, at) => ((at * 7919) % 1000) / 100 - 3);
    const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (12, ${SIDE}, ${SIDE}), }`
      .padEnd(117)
      .concat('\n');
    const start = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length, 0]);
    const file = join(mkdtempSync(join(tmpdir(), 'training-test-')), 'images.npy');
    writeFileSync(file, Buffer.concat([start, Buffer.from(header), new Uint8Array(values.buffer)]));
    const trained = await trainForTest({
      dataset: { name: 'array', file },
      model: { latentDim: 2, encoder: { channels: [2, 2] } },
      train: { steps: 2 },
      evaluation: { samples: 1 },
    });
    t.is(trained.result.status, 'done');
    const shown = values.subarray(0, 10 * SIDE * SIDE);
    const [low, high] = [Math.min(...shown), Math.max(...shown)];
    for (const point of [0, 9]) {
      const images = imageOf(trained, 'pictures/reconstructions.png', 0, point);
      for (const [j, grey] of images.entries()) {
        const expected = 255 * (1 - ((shown[point * SIDE * SIDE + j] ?? 0) - low) / (high - low));
        t.true(Math.abs(grey - expected) < 1, `${point}, ${j}: ${grey}, ${expected}`);
      }
    }
  },
);
