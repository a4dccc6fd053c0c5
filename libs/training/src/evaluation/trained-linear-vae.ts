import {
  type AffineLayer,
  composeLayers,
  type LinearDecoder,
  type LinearVae,
  type SecondLevel,
} from '@collapse/closed-forms';
import { named } from '@collapse/models';
import type { ParameterArrays } from '../start/initial-parameters.ts';
import type { TrialModel } from '../trial-model.ts';

/** The trained linear Gaussian decoder in float64, its layers multiplied; `mean` is the data mean, which training subtracted. */
export function trainedDecoder(
  { model }: Pick<TrialModel, 'model'>,
  parameters: ParameterArrays,
  mean: Float64Array,
): LinearDecoder {
  const dim = mean.length;
  const values = (name: string) => Float64Array.from(named(parameters, name).values);
  const { gaussian } = model.likelihood;
  if (!gaussian) throw new Error('a linear decoder in closed form is Gaussian');
  const layers = [...hiddenNames('decoder', model.decoderWidths), 'decoder.location'];
  const { weights, biases } = composeLayers(
    model.latentDim,
    layers.map((name) => layerOf(parameters, name)),
  );
  return {
    latentDim: model.latentDim,
    dim,
    decoderWeights: transposed(weights, model.latentDim, dim),
    decoderBias: biases.map((value, index) => value + (mean[index] ?? 0)),
    decoderVariance:
      gaussian.learn === 'fixed'
        ? Float64Array.of(gaussian.variance)
        : values('decoder.logVariance').map((value) => Math.exp(value) + gaussian.varianceFloor),
  };
}

/** The same with its linear encoder and shared posterior variance. */
export function trainedLinearVae(
  trial: Pick<TrialModel, 'model'>,
  parameters: ParameterArrays,
  mean: Float64Array,
): LinearVae {
  const { latentDim, encoderWidths } = trial.model;
  const dim = mean.length;
  const values = (name: string) => Float64Array.from(named(parameters, name).values);
  const layers = [...hiddenNames('encoder', encoderWidths), 'encoder.mean'];
  const { weights, biases } = composeLayers(
    dim,
    layers.map((name) => layerOf(parameters, name)),
  );
  const encoderWeights = transposed(weights, dim, latentDim);
  const ofMean = (row: number) =>
    mean.reduce((total, value, column) => total + value * (encoderWeights[row * dim + column] ?? 0), 0);
  return {
    ...trainedDecoder(trial, parameters, mean),
    encoderWeights,
    encoderBias: biases.map((value, row) => value - ofMean(row)),
    posteriorVariance: values('encoder.logVariance').map(Math.exp),
    posteriorLogVariance: values('encoder.logVariance'),
  };
}

/** What the condition of a conditional model adds to its linear decoder's mean, shape [condition dim, dim]. */
export function trainedConditionWeights(
  { model }: Pick<TrialModel, 'model'>,
  parameters: ParameterArrays,
  conditionDim: number,
): Float64Array {
  const [first, ...behind] = [...hiddenNames('decoder', model.decoderWidths), 'decoder.location'];
  const weights = Float64Array.from(named(parameters, 'decoder.condition.weights').values);
  const entering = { weights, biases: layerOf(parameters, first ?? '').biases };
  return composeLayers(conditionDim, [entering, ...behind.map((name) => layerOf(parameters, name))]).weights;
}

function hiddenNames(part: 'encoder' | 'decoder', widths: readonly number[] | null): string[] {
  if (widths === null) throw new Error(`the ${part} is not linear`);
  return widths.map((_, layer) => `${part}.${layer}`);
}

function layerOf(parameters: ParameterArrays, name: string): AffineLayer {
  return {
    weights: Float64Array.from(named(parameters, `${name}.weights`).values),
    biases: Float64Array.from(named(parameters, `${name}.biases`).values),
  };
}

/** The second level of latent variables in float64. */
export function trainedSecondLevel({ model }: Pick<TrialModel, 'model'>, parameters: ParameterArrays): SecondLevel {
  const { second, latentDim: firstLatentDim } = model.fields;
  if (!second) throw new Error('the model has no second level');
  const { latentDim, priorVariance } = second;
  const values = (name: string) => Float64Array.from(named(parameters, name).values);
  return {
    firstLatentDim,
    latentDim,
    priorVariance,
    decoderWeights: transposed(values('decoder.second.weights'), latentDim, firstLatentDim),
    decoderBias: values('decoder.second.biases'),
    encoderWeights: transposed(values('encoder.second.weights'), firstLatentDim, latentDim),
    encoderBias: values('encoder.second.biases'),
    posteriorVariance: values('encoder.second.logVariance').map(Math.exp),
    posteriorLogVariance: values('encoder.second.logVariance'),
  };
}

function transposed(values: Float64Array, rows: number, columns: number): Float64Array {
  const result = new Float64Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      result[column * rows + row] = values[row * columns + column] ?? 0;
    }
  }
  return result;
}
