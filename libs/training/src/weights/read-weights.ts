import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Dataset } from '@collapse/datasets';
import type { Components, DataSizes, Model } from '@collapse/models';
import { canonicalJson, type TrialSpecification, UserError } from '@collapse/trials';
import type { ParameterArrays } from '../start/initial-parameters.ts';
import { openTrial, type TrialModel } from '../trial-model.ts';
import { WEIGHTS_FORMAT } from './weights-file.ts';

const BYTES = 4;

/** What writeWeights left in a trial's folder. */
export interface StoredWeights {
  /** With a pack axis of 1. */
  readonly parameters: ParameterArrays;
  /** Mean of the training data, which the model takes its input minus; shape [dim]. */
  readonly dataMean: Float32Array;
}

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
  const { parameters, dataMean } = readArrays(directory, specification, () => model);
  if (!dataMean.every((value, index) => value === Math.fround(dataset.moments.mean[index] ?? Number.NaN))) {
    throw damaged(valuesPath(directory), 'weights of a model of these data', 'those of data with another mean');
  }
  return parameters;
}

/**
 * The same without the data, which a study folder may have left behind; by their own account of the data's dimensions.
 * @param components what the trial can be made of
 * @throws UserError where they are missing, damaged or of another trial
 */
export function readStoredWeights(
  directory: string,
  specification: TrialSpecification,
  components?: Components,
): StoredWeights {
  return readArrays(directory, specification, (sizes) => openTrial(specification, sizes, components).model);
}

function readArrays(
  directory: string,
  specification: TrialSpecification,
  modelOf: (sizes: DataSizes) => Model,
): StoredWeights {
  const manifestFile = join(directory, 'weights', 'model.json');
  const valuesFile = valuesPath(directory);
  const manifest = parseManifest(manifestFile, String(read(manifestFile)));
  if (canonicalJson(manifest.specification) !== canonicalJson(specification)) {
    throw damaged(manifestFile, "the weights of this trial's specification", 'those of another');
  }
  const wanted = shapesOf(modelOf(sizesOf(manifest)));
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
  if (!mean) throw damaged(manifestFile, DATA_MEAN, found);
  return { parameters, dataMean: mean.values };
}

const DATA_MEAN = 'dataMean';

function valuesPath(directory: string): string {
  return join(directory, 'weights', 'weights.bin');
}

/** Dimensions of the data that a model was trained on, by its own account. */
function sizesOf({ weights }: Manifest): DataSizes {
  const firstWidth = (name: string) => weights.find((weight) => weight.name === name)?.shape[0] ?? 0;
  return { dim: firstWidth(DATA_MEAN), conditionDim: firstWidth('encoder.condition.weights') };
}

/** Shapes without the pack axis, by name. */
function shapesOf({ parameters, dim }: Model): Map<string, readonly number[]> {
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
  const remedy = 'Nothing can be taken of this trial any more; to have it, remove its folder and run the grid again.';
  return new UserError({ field, expected, received, remedy }, { cause });
}
