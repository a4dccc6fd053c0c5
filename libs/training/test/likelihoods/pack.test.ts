import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TrialInput } from '@collapse/trials';
import test from 'ava';
import { createTrainingSession } from '../../src/index.ts';
import { backend, metricsOf, taken, trainForTest, trainPackForTest } from '../support/train-for-test.ts';

const eager = createTrainingSession({
  ...backend,
  compile: (step) => Object.assign(step.bind(null), { dispose: () => {} }),
});

const folder = mkdtempSync(join(tmpdir(), 'likelihoods-'));
test.after.always(() => rmSync(folder, { recursive: true, force: true }));

const cell = (row: number, column: number) => (row * 7 * column + 3 * column + ((row * row) % 5)) % 11;
const table = (value: (count: number) => number) =>
  ['a,b,c', ...Array.from({ length: 20 }, (_, row) => [1, 2, 3].map((column) => value(cell(row, column))))].join('\n');
writeFileSync(
  join(folder, 'counts.csv'),
  table((count) => count),
);
writeFileSync(
  join(folder, 'shares.csv'),
  table((count) => (count + 0.5) / 12),
);

const PACKS: readonly (readonly [file: string, likelihood: object, other: object])[] = [
  ['counts.csv', { kind: 'laplace' }, { scale: 3 }],
  ['counts.csv', { kind: 'student-t' }, { degreesOfFreedom: 20 }],
  ['counts.csv', { kind: 'negative-binomial', librarySize: 'observed' }, { dispersion: 9 }],
  ['counts.csv', { kind: 'zero-inflated-negative-binomial' }, { dispersion: 9 }],
  ['shares.csv', { kind: 'beta' }, { concentration: 9 }],
];

for (const [file, likelihood, other] of PACKS) {
  const { kind } = likelihood as { kind: string };
  test.serial(`${kind}: trials of other numbers train as one, each as it does alone, compiled or not`, async (t) => {
    const trial = (own: object): TrialInput => ({
      dataset: { name: 'array', file: join(folder, file) },
      model: { latentDim: 2, encoder: { hidden: [5] } },
      likelihood: own as NonNullable<TrialInput['likelihood']>,
      optimizer: { learningRate: 0.02 },
      train: { steps: 20, batchSize: 7 },
    });
    const members = [trial(likelihood), trial({ ...likelihood, ...other })];
    const pack = await trainPackForTest(members);
    const weightsOf = (trained: typeof pack) => trained.map(({ files }) => files.get('weights/weights.bin'));
    t.deepEqual(
      weightsOf(await trainPackForTest(members, { in: eager })),
      weightsOf(pack),
      'compiled and step by step',
    );
    const together = pack.map((one) => taken(metricsOf(one), 'elbo'));
    const alone = [];
    for (const member of members) alone.push(taken(metricsOf(await trainForTest(member)), 'elbo'));
    t.true(Math.abs((alone[0] ?? 0) - (alone[1] ?? 0)) > 0.1);
    for (const [index, elbo] of alone.entries()) {
      t.true(Math.abs((together[index] ?? Number.NaN) - elbo) < 1e-3 * Math.abs(elbo), `${together[index]}, ${elbo}`);
    }
  });
}
