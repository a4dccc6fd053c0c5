import { type LinearVae, linearOptimum, optimalLinearVae } from '@collapse/closed-forms';
import type { Dataset } from '@collapse/datasets';
import { type Carry, type Components, type Fields, named, networkOf } from '@collapse/models';
import type { TrialModel } from '../trial-model.ts';
import type { ArrayOfShape, ParameterArrays } from './initial-parameters.ts';

/** Of the decoder variance: what a learned one starts above its floor at least, which changes no ELBO by more than rounding. */
const LEAST_ABOVE_FLOOR = 1e-6;

/**
 * Puts the best linear VAE for a member's beta and decoder variance into its starting values, in place, where
 * `model.start` is "linear": the networks compute its function to float32 rounding, and so start at its ELBO.
 *
 * A hidden layer passes a code z on in its first units: as relu(z) and relu(-z), whose difference is z, or as it is where
 * the activation is the identity. The other units start at random as ever, but count for nothing in the layers behind
 * them: their outgoing weights start at 0 and learn from the first step on.
 */
export function startLinear(
  trial: TrialModel,
  { spectrum, moments }: Pick<Dataset, 'spectrum' | 'moments'>,
  start: ParameterArrays,
  member: number,
): void {
  const { fields, latentDim, likelihood } = trial.model;
  if (fields.start !== 'linear') return;
  const linear = bestLinearVae(trial, spectrum, moments.mean);
  const place = (name: string) => shareOf(named(start, name), member);

  const toCode = {
    to: latentDim,
    weight: (i: number, j: number) => linear.encoderWeights[i * linear.dim + j] ?? 0,
    from: linear.dim,
  };
  const toData = {
    to: linear.dim,
    weight: (j: number, i: number) => linear.decoderWeights[j * latentDim + i] ?? 0,
    from: latentDim,
  };
  const hiddenLayer = (part: string) => (layer: number) => `${part}.${layer}`;
  layThrough(
    toCode,
    latentDim,
    carryOf(fields.encoder, trial.components),
    hiddenLayer('encoder'),
    'encoder.mean',
    place,
    'first',
  );
  layThrough(
    toData,
    latentDim,
    carryOf(fields.decoder, trial.components),
    hiddenLayer('decoder'),
    'decoder.location',
    place,
    'last',
  );
  layPosteriorVariance(trial, linear, place);
  const { gaussian } = likelihood;
  if (gaussian?.learn === 'scalar') {
    const variance = linear.decoderVariance[0] ?? 1;
    // At the floor the best start is minus infinity, from which no gradient leads away.
    const above = Math.max(variance - gaussian.varianceFloor, LEAST_ABOVE_FLOOR * variance);
    place('decoder.logVariance').values.fill(Math.log(above));
  }
}

/** How a network hands a code on; that it can was checked. */
function carryOf(network: Fields, components: Components): Carry {
  const carry = networkOf(components, network).carry?.(network);
  if (!carry) throw new Error('model.start: the network cannot hand a code on unchanged');
  return carry;
}

interface LinearMap {
  readonly to: number;
  readonly from: number;
  /** Weight of input `from` in output `to`. */
  readonly weight: (to: number, from: number) => number;
}

/** A member's share of a pack's parameter; what is written goes into the pack. */
interface Share {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

function shareOf({ shape: [pack = 1, ...shape], values }: ArrayOfShape, member: number): Share {
  const size = values.length / pack;
  return { shape, values: values.subarray(member * size, (member + 1) * size) };
}

/** Makes a network compute `map`, which stands in its first layer or its last; codes of `width` go through the others. */
function layThrough(
  map: LinearMap,
  width: number,
  { widths, isPaired }: Carry,
  hiddenName: (layer: number) => string,
  outputName: string,
  place: (name: string) => Share,
  where: 'first' | 'last',
): void {
  const depth = widths.length;
  for (let layer = 0; layer <= depth; layer++) {
    const name = layer < depth ? hiddenName(layer) : outputName;
    const weights = place(`${name}.weights`);
    const [rows = 1, columns = 1] = weights.shape;
    const mapHere = where === 'first' ? layer === 0 : layer === depth;
    const here: LinearMap = mapHere ? map : { to: width, from: width, weight: (to, from) => (to === from ? 1 : 0) };
    // Units of the layer before and of this one that carry the code, and the signs they carry it with.
    const signsIn = layer > 0 && isPaired ? [1, -1] : [1];
    const signsOut = layer < depth && isPaired ? [1, -1] : [1];
    const biases = place(`${name}.biases`);
    for (const [blockOut, signOut] of signsOut.entries()) {
      for (let to = 0; to < here.to; to++) {
        const column = blockOut * here.to + to;
        for (let row = 0; row < rows; row++) weights.values[row * columns + column] = 0;
        for (const [blockIn, signIn] of signsIn.entries()) {
          for (let from = 0; from < here.from; from++) {
            weights.values[(blockIn * here.from + from) * columns + column] = signIn * signOut * here.weight(to, from);
          }
        }
        biases.values[column] = 0;
      }
    }
  }
}

function layPosteriorVariance({ model }: TrialModel, linear: LinearVae, place: (name: string) => Share): void {
  const logVariances = linear.posteriorVariance.map(Math.log);
  if (model.hasSharedVariance) {
    place('encoder.logVariance').values.set(logVariances);
    return;
  }
  place('encoder.logVariance.weights').values.fill(0);
  place('encoder.logVariance.biases').values.set(logVariances);
}

function bestLinearVae(
  { model, specification }: TrialModel,
  spectrum: Dataset['spectrum'],
  mean: Float64Array,
): LinearVae {
  const { latentDim } = model;
  const { beta } = specification.objective;
  const { gaussian } = model.likelihood;
  if (!gaussian) throw new Error('model.start: the best linear VAE is Gaussian');
  const optimum = linearOptimum({
    eigenvalues: spectrum.eigenvalues,
    latentDim,
    dim: mean.length,
    batchSize: 1,
    beta,
    variance: gaussian.variance,
    learn: gaussian.learn === 'scalar' ? 'scalar' : 'fixed',
    varianceFloor: gaussian.varianceFloor,
    reduction: 'elbo',
  });
  if ('none' in optimum) throw new Error(`model.start: there is no best linear VAE to start at: ${optimum.none}`);
  // Training subtracts the mean.
  return optimalLinearVae(new Float64Array(mean.length), spectrum, {
    latentDim,
    beta,
    variance: 'open' in optimum ? optimum.decoderVariances[1] : optimum.decoderVariance,
  });
}
