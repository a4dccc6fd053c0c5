import type { Cell } from '../flatten-specification.ts';

const NAMES: Readonly<Record<string, string>> = {
  synthetic: 'synthetic data',
  mnist: 'MNIST',
  'mnist-1k': '1,000 MNIST images',
};

/** A data set in words. */
export function dataName(fields: Readonly<Record<string, Cell>>): string {
  const name = String(fields['dataset.name']);
  return NAMES[name] ?? name;
}
