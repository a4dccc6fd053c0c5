import { existsSync } from 'node:fs';
import {
  checkDecoder,
  checkPosteriors,
  checkReconstructions,
  columnFacts,
  type DiagnosedData,
  type DiagnosedModel,
  type GivenArray,
  requireSameCount,
} from '@collapse/analysis/diagnose';
import { arrayNames, readTable } from '@collapse/datasets';
import { UserError } from '@collapse/trials';
import { loadedData } from './explained-data.ts';
import { forUser, fromUser } from './user-path.ts';

/** Where the arrays of a trained model are; `posteriors` is one file that has what no option of its own names. */
export interface ModelFiles {
  readonly posteriors?: string;
  readonly data?: string;
  readonly means?: string;
  readonly logVariances?: string;
  readonly posteriorVariances?: string;
  readonly reconstructions?: string;
  readonly decoderWeights?: string;
  readonly decoderBias?: string;
}

/** Each array by its option, and its name in the one file. */
const NAMES = {
  data: 'data',
  means: 'means',
  logVariances: 'log_variances',
  posteriorVariances: 'posterior_variances',
  reconstructions: 'reconstructions',
  decoderWeights: 'decoder_weights',
  decoderBias: 'decoder_bias',
} as const satisfies Record<Exclude<keyof ModelFiles, 'posteriors'>, string>;
type ArrayName = keyof typeof NAMES;

/**
 * Reads and checks the arrays of a trained model.
 * @throws UserError for files that cannot be read, or arrays that do not fit each other
 */
export async function diagnosedModel(
  files: ModelFiles,
  onNotice: (line: string) => void,
): Promise<Omit<DiagnosedModel, 'loss'>> {
  const data = await diagnosedData(files, onNotice);
  const means = await required(files, 'means');
  const outputs = checkPosteriors({ means, ...(await spreadOf(files)) });
  if (data !== null) requireSameCount(data, outputs, means.name);
  const reconstructions = await given(files, 'reconstructions');
  const weights = await given(files, 'decoderWeights');
  const bias = await given(files, 'decoderBias');
  if (data === null) {
    for (const array of [reconstructions, weights]) if (array !== null) throw needsData(array);
    return { outputs, data, reconstructions: null, decoder: null };
  }
  if (reconstructions !== null) checkReconstructions(reconstructions, data);
  return {
    outputs,
    data,
    reconstructions: reconstructions?.values ?? null,
    decoder: weights === null ? null : checkDecoder({ weights, bias }, data, outputs.latentDim),
  };
}

async function diagnosedData(files: ModelFiles, onNotice: (line: string) => void): Promise<DiagnosedData | null> {
  const { posteriors } = files;
  const inside = posteriors !== undefined && files.data === undefined && (await isInside(posteriors));
  const named = inside ? JSON.stringify({ name: 'array', file: fromUser(posteriors), key: NAMES.data }) : files.data;
  if (named === undefined) return null;
  const { count, dim, values, moments, spectrum } = await loadedData(named, onNotice);
  const { mean } = moments;
  return { count, dim, values, mean, eigenvalues: spectrum.eigenvalues, ...columnFacts(values, count, dim) };
}

async function isInside(posteriors: string): Promise<boolean> {
  const file = fromUser(posteriors);
  const names = existsSync(file) ? arrayNames(file) : null;
  return names?.includes(NAMES.data) ?? (await fromOneFile(posteriors, 'data')) !== null;
}

async function spreadOf(files: ModelFiles) {
  const variances = await given(files, 'posteriorVariances');
  const logVariances = await given(files, 'logVariances');
  if (variances !== null && logVariances !== null) {
    throw new UserError({
      field: optionOf('posteriorVariances'),
      expected: `nothing beside ${logVariances.name}`,
      received: variances.name,
      remedy: 'Give the one that the encoder puts out.',
    });
  }
  if (variances !== null) return { spread: variances, spreadIs: 'variances' as const };
  return { spread: logVariances ?? (await required(files, 'logVariances')), spreadIs: 'log-variances' as const };
}

async function required(files: ModelFiles, name: ArrayName): Promise<GivenArray> {
  const array = await given(files, name);
  if (array !== null) return array;
  const { posteriors } = files;
  throw new UserError({
    field: posteriors === undefined ? optionOf(name) : '--posteriors',
    expected: posteriors === undefined ? 'a file' : `an array named ${NAMES[name]} in ${posteriors}`,
    received: posteriors === undefined ? 'nothing' : 'none of that name',
    remedy:
      posteriors === undefined
        ? 'Give it, or a .npz or .safetensors file of all arrays as --posteriors.'
        : `Give it as ${optionOf(name)}, or write it under that name.`,
  });
}

/** An array from its own file, or from the one file where that has it; null where neither is. */
async function given(files: ModelFiles, name: ArrayName): Promise<GivenArray | null> {
  const own = files[name];
  if (own !== undefined) {
    const table = await readTable({ file: fromUser(own), key: undefined, columns: undefined });
    return { name: `${optionOf(name)} (${forUser(fromUser(own))})`, shape: table.shape, values: table.values };
  }
  if (files.posteriors === undefined || !mayHold(files.posteriors, name)) return null;
  return fromOneFile(files.posteriors, name);
}

/** Whether it is worth reading a file for an array of its. */
function mayHold(posteriors: string, name: ArrayName): boolean {
  const file = fromUser(posteriors);
  return !existsSync(file) || (arrayNames(file)?.includes(NAMES[name]) ?? true);
}

async function fromOneFile(posteriors: string, name: ArrayName): Promise<GivenArray | null> {
  const file = fromUser(posteriors);
  const key = NAMES[name];
  try {
    const { shape, values } = await readTable({ file, key, columns: undefined });
    return { name: `${key} in ${forUser(file)}`, shape, values };
  } catch (error) {
    // No array of that name, in a file whose names are known only once it is read.
    if (error instanceof UserError && error.field === 'dataset.key') return null;
    throw error;
  }
}

function needsData(array: GivenArray): UserError {
  return new UserError({
    field: '--data',
    expected: `the data that ${array.name} belongs to`,
    received: 'nothing',
    remedy: 'Give the data that the model was trained on.',
  });
}

/** The option of an array. */
function optionOf(name: ArrayName): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
