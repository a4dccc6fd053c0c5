import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { decode as decodePng, encode as encodePng } from 'fast-png';
import { metricsOf, taken, trainForTest } from '../support/train-for-test.ts';

test('a convolutional VAE learns colour images of a folder', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'faces-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const side = 8;
  for (let image = 0; image < 60; image++) {
    // A bright square in one of four places, in one of three colours.
    const [top, left, colour] = [4 * (image % 2), 4 * ((image >> 1) % 2), image % 3];
    const data = Uint8Array.from({ length: side * side * 3 }, (_, index) => {
      const [pixel, channel] = [Math.floor(index / 3), index % 3];
      const [y, x] = [Math.floor(pixel / side), pixel % side];
      const inside = y >= top && y < top + 4 && x >= left && x < left + 4;
      return inside && channel === colour ? 230 : 20;
    });
    const file = join(folder, `face-${String(image).padStart(2, '0')}.png`);
    writeFileSync(file, encodePng({ width: side, height: side, data, channels: 3, depth: 8 }));
  }
  const trained = await trainForTest({
    dataset: { name: 'image-folder', folder, size: side, count: 50, testCount: 10 },
    model: {
      latentDim: 3,
      encoder: { channels: [6, 8], variance: 'amortized' },
      decoder: { hidden: [16], channels: [8, 6] },
    },
    likelihood: { variance: 0.02 },
    optimizer: { learningRate: 0.005 },
    train: { steps: 400, batchSize: 25, logEvery: 200 },
  });
  const metrics = metricsOf(trained);
  const start = trained.history[0]?.metrics.elbo ?? Number.NaN;
  // Half of the way from the start to a perfect reconstruction.
  const perfect = (-(side * side * 3) / 2) * Math.log(2 * Math.PI * 0.02);
  const elbo = taken(metrics, 'elbo');
  t.true(elbo > (start + perfect) / 2 && elbo < perfect, `${start} to ${elbo}, at most ${perfect}`);
  // The ten images held out are of kinds that were trained on.
  t.true(Math.abs(taken(metrics, 'test_elbo') - elbo) < 30, `${metrics.test_elbo} held out, ${elbo} trained on`);
  const picture = decodePng(trained.files.get('pictures/reconstructions.png') as Uint8Array);
  t.deepEqual([picture.width, picture.height, picture.channels], [10 * 9 + 1, 2 * 9 + 1, 3]);
});
