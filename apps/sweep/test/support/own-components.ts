import { copyFileSync, mkdirSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { TINY, writeGrid } from './run-sweep.ts';

const PROJECT = resolve(import.meta.dirname, '../../../..');

/** What `npm install` makes of a package.json with links to the project. */
export function linkProject(folder: string): void {
  mkdirSync(join(folder, 'node_modules/@collapse'), { recursive: true });
  symlinkSync(join(PROJECT, 'libs/models'), join(folder, 'node_modules/@collapse/models'));
  symlinkSync(join(PROJECT, 'node_modules/zod'), join(folder, 'node_modules/zod'));
}

/** A folder outside the checkout with a logistic likelihood, which is not built in, and a grid of four trials with it. */
export function writeLogisticGrid(folder: string): void {
  linkProject(folder);
  copyFileSync(join(PROJECT, 'libs/components/test/fixtures/logistic.ts'), join(folder, 'logistic.ts'));
  writeGrid(folder, LOGISTIC);
}

export const LOGISTIC = {
  ...TINY,
  name: 'own',
  components: ['./logistic.ts'],
  base: {
    dataset: { name: 'synthetic', eigenvalues: [4, 2, 1], dim: 5, count: 64 },
    model: { latentDim: 2 },
    likelihood: { kind: 'logistic' },
    train: { steps: 30, batchSize: 16 },
  },
  axes: { 'likelihood.scale': [0.5, 1], seed: [0, 1] },
};
