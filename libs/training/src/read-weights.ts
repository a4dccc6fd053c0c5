import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Dataset } from '@collapse/datasets';
import { canonicalJson, UserError } from '@collapse/trials';
import type { ParameterArrays } from './initial-parameters.ts';
import type { TrialModel } from './trial-model.ts';
import { WEIGHTS_FORMAT } from './weights-file.ts';

const BYTES = 4;

/**
 * The trained parameters that writeWeights left in a trial's folder, with a pack axis of 1, checked against what the
 * specification and the data call for.
 * @throws UserError where they are missing, damaged, or of another trial or other data
 */
export function readWeights(
  directory: string,
  { specification, model }: TrialModel,
  dataset: Dataset,
): ParameterArrays {
  const manifestFile = join(directory, 'weights', 'model.json');
  const valuesFile = join(directory, 'weights', 'weights.bin');
  const manifest = parseManifest(manifestFile, String(read(manifestFile)));
  if (canonicalJson(manifest.specification) !== canonicalJson(specification)) {
    throw damaged(manifestFile, "the weights of this trial's specification", 'those of another');
  }
  const wanted = shapesOf(model);
  const found = manifest.weights.map(({ name, shape }) => `${name} [${shape}]`).join(', ');
  const expected = [...wanted].map(([name, shape]) => `${name} [${shape}]`);
  if (
    expected.toSorted().join(', ') !==
    found
      .split(/, (?=[a-z])/)
      .toSorted()
      .join(', ')
  ) {
    throw damaged(manifestFile, expected.join(', '), found);
  }
  const bytes = read(valuesFile);
  const total = manifest.weights.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  if (bytes.length !== total * BYTES) {
    throw damaged(valuesFile, `${total * BYTES} bytes`, String(bytes.length));
  }
  // A copy of its own, because a float32 must start at a multiple of 4.
  const values = new Float32Array(new Uint8Array(bytes).buffer);
  const arrays: Record<string, { shape: number[]; values: Float32Array }> = {};
  let start = 0;
  for (const { name, shape } of manifest.weights) {
    const own = values.slice(start, start + sizeOf(shape));
    start += own.length;
    if (!own.every(Number.isFinite)) throw damaged(valuesFile, 'finite numbers', `${name} with others`);
    arrays[name] = { shape: [1, ...shape], values: own };
  }
  const { [DATA_MEAN]: mean, ...parameters } = arrays;
  if (!mean?.values.every((value, index) => value === Math.fround(dataset.moments.mean[index] ?? Number.NaN))) {
    throw damaged(valuesFile, 'weights of a model of these data', 'those of data with another mean');
  }
  return parameters;
}

const DATA_MEAN = 'dataMean';

/** Shapes without the pack axis, by name. */
function shapesOf({ parameters, dim }: TrialModel['model']): Map<string, readonly number[]> {
  const shapes = Object.entries(parameters).map(([name, { shape }]) => [name, shape] as const);
  return new Map([...shapes, [DATA_MEAN, [dim]]]);
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, width) => product * width, 1);
}

interface Manifest {
  readonly specification: unknown;
  readonly weights: readonly { readonly name: string; readonly shape: readonly number[] }[];
}

function parseManifest(file: string, text: string): Manifest {
  const value = parseJson(text);
  const weights = fieldOf(fieldOf(fieldOf(value, 'weightsManifest'), '0'), 'weights');
  if (fieldOf(value, 'format') !== WEIGHTS_FORMAT || !Array.isArray(weights) || !weights.every(isWeight)) {
    throw damaged(
      file,
      'the list of a trained model, as training writes it',
      `${text.length} characters that are not one`,
    );
  }
  return { specification: fieldOf(value, 'specification') ?? null, weights };
}

function isWeight(value: unknown): value is { name: string; shape: number[] } {
  const [name, shape] = [fieldOf(value, 'name'), fieldOf(value, 'shape')];
  return (
    typeof name === 'string' &&
    fieldOf(value, 'dtype') === 'float32' &&
    Array.isArray(shape) &&
    shape.every((width) => Number.isSafeInteger(width) && width >= 0)
  );
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw damaged(file, 'weights that training wrote', error.code === 'ENOENT' ? 'nothing' : String(error.code), error);
  }
}

function damaged(field: string, expected: string, received: string, cause?: unknown): UserError {
  const remedy = 'Measures of this trial cannot be taken again; train it anew to have them.';
  return new UserError({ field, expected, received, remedy }, { cause });
}
