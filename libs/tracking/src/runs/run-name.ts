import { createHash } from 'node:crypto';
import { SEED, type VariedField } from './varied-fields.ts';

/** Columns of MLflow's table show about 20 letters: what a reader looks for comes first and short, in this order. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  'objective.beta': 'b',
  'likelihood.variance': 's2',
  'model.latentDim': 'k',
  'model.encoder.hidden': 'enc',
  'model.decoder.hidden': 'dec',
  'optimizer.learningRate': 'lr',
  'train.batchSize': 'batch',
  'dataset.name': 'data',
};

const LONGEST_VALUE = 20;

/**
 * A run's name: its values of the fields that the grid varies, such as `b=4 s2=0.1 enc=256 #0`.
 * @param parameters the trial's specification by dotted path
 */
export function runName(
  gridName: string,
  fields: readonly VariedField[],
  parameters: Readonly<Record<string, string>>,
): string {
  const ordered = fields.toSorted((one, other) => rank(one.path) - rank(other.path));
  const parts = ordered.flatMap(({ path }) => {
    const value = parameters[path];
    if (value === undefined) return [];
    return [path === SEED ? `#${value}` : `${shortName(path)}=${shortValue(value)}`];
  });
  return parts.length === 0 ? gridName : parts.join(' ');
}

/** Fields without a short name keep the grid's order, the seed is last. */
function rank(path: string): number {
  const names = Object.keys(SHORT_NAMES);
  if (path === SEED) return names.length + 1;
  const index = names.indexOf(path);
  return index < 0 ? names.length : index;
}

function shortName(path: string): string {
  return SHORT_NAMES[path] ?? path.split('.').at(-1) ?? path;
}

/** Layer widths are written 256-128, none linear; what is too long to read gives way to the start of its digest. */
function shortValue(value: string): string {
  if (value === '[]') return 'linear';
  const plain = /^\[[\d,.]+\]$/.test(value) ? value.slice(1, -1).replaceAll(',', '-') : value;
  if (plain.length <= LONGEST_VALUE) return plain;
  return `${plain.slice(0, 8)}~${createHash('sha256').update(value).digest('hex').slice(0, 6)}`;
}
