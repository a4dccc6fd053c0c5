import type { Operations } from '../contracts/component.ts';
import { networkOf } from '../contracts/components.ts';
import type { Networks } from '../contracts/family.ts';
import type { BoundLikelihood } from '../contracts/likelihood.ts';
import type { DataSizes, LevelWeights, Model } from '../contracts/model.ts';
import type { NetworkPlace } from '../contracts/network.ts';
import type { LevelTerms } from '../contracts/objective.ts';
import type { Parameters } from '../contracts/parameters.ts';
import { dense } from '../networks/dense.ts';
import { type DecoderDesign, decode, decoderDefinitions } from './decoder.ts';
import { type EncoderDesign, encode, encoderDefinitions, type Posterior } from './encoder.ts';
import type { VaeFields } from './fields.ts';
import { gaussianKl } from './gaussian-kl.ts';
import { levelCount } from './linearity.ts';
import { oneLayerDecoder } from './one-layer-decoder.ts';
import { priorCodes, secondLevelDefinitions, twoLevelKl } from './second-level.ts';

/** A VAE with one level of latent variables, or two of which the second is linear. */
export function openVae(
  ops: Operations,
  components: Networks,
  fields: VaeFields,
  likelihood: BoundLikelihood,
  sizes: DataSizes,
): Model {
  const { latentDim, second, initialization } = fields;
  const { dim, conditionDim } = sizes;
  const place = (name: string, widthIn: number): NetworkPlace => ({ name, widthIn, dim, initialization });
  const [encoderNetwork, decoderNetwork] = [
    networkOf(components, fields.encoder),
    networkOf(components, fields.decoder),
  ];
  const encoder: EncoderDesign = {
    network: encoderNetwork.hidden(fields.encoder, place('encoder', dim)),
    latentDim,
    variance: fields.encoder.variance,
    fixedVariance: typeof second?.firstVariance === 'number' ? second.firstVariance : null,
    conditionDim,
    initialization,
  };
  const decoderPlace = place('decoder', latentDim);
  const hidden = decoderNetwork.hidden(fields.decoder, decoderPlace);
  const decoder: DecoderDesign = {
    network: hidden,
    output: decoderNetwork.output?.(fields.decoder, decoderPlace, hidden.width) ?? null,
    likelihood,
    dim,
    conditionDim,
    initialization,
  };
  const encoderWidths = encoderNetwork.linearWidths(fields.encoder);
  const decoderWidths = decoderNetwork.linearWidths(fields.decoder);
  const hasSharedVariance = fields.encoder.variance === 'shared' || encoder.fixedVariance !== null;
  const hasLinearEncoder =
    second === undefined && conditionDim === 0 && encoderWidths !== null && fields.encoder.variance === 'shared';
  const model: Model = {
    ops,
    fields,
    ...sizes,
    latentDim,
    likelihood,
    parameters: {
      ...encoderDefinitions(encoder),
      ...decoderDefinitions(decoder),
      ...secondLevelDefinitions(second, latentDim, initialization),
    },
    isOfEncoder: (name) => name.startsWith('encoder.'),
    encoderWidths,
    decoderWidths,
    hasLinearEncoder,
    isOneLayer: hasLinearEncoder && encoderWidths?.length === 0 && decoderWidths?.length === 0,
    hasSharedVariance,
    levelCount: levelCount(fields),
    codePrior: { variance: second?.priorVariance ?? 1, isRotatable: encoder.fixedVariance !== null },
    encode: (parameters, input, condition = null) => encode(ops, encoder, parameters, input, condition),
    decode: (parameters, z, numbers, condition = null) => decode(ops, decoder, parameters, z, numbers, condition),
    levels: (parameters, posterior, weights) =>
      second ? twoLevels(ops, fields, parameters, posterior, weights) : [oneLevel(ops, posterior, weights)],
    priorCodes: (parameters, normals) =>
      priorCodes(ops, second, parameters, normals(latentDim, 0), normals(second?.latentDim ?? 1, 1)),
    withLikelihood: (other) => openVae(ops, components, fields, other, sizes),
    withOneLayerDecoder(parameters) {
      if (decoderWidths === null || decoderWidths.length === 0) return { model, parameters };
      const flat = { ...fields, decoder: { network: dense.kind, hidden: [], activation: 'identity' } };
      return {
        model: openVae(ops, components, flat, likelihood, sizes),
        parameters: oneLayerDecoder(ops, decoderWidths.length, parameters),
      };
    },
  };
  return model;
}

function oneLevel(ops: Operations, posterior: Posterior, { beta }: LevelWeights): LevelTerms {
  const kl = () => gaussianKl(ops, posterior);
  return {
    name: 'z',
    weight: beta,
    meanKl: () => ops.mean(ops.sum(kl(), -1), -1),
    klOfPoints: () => ops.sum(kl(), -1),
    klPerDimension: () => ops.mean(kl(), 1),
    kl,
  };
}

function twoLevels(
  ops: Operations,
  { second, latentDim }: VaeFields,
  parameters: Parameters,
  posterior: Posterior,
  { beta, secondBeta = beta }: LevelWeights,
): LevelTerms[] {
  let joint: ReturnType<typeof twoLevelKl> | null = null;
  const both = () => {
    if (!second) throw new Error('the model has no second level');
    joint ??= twoLevelKl(ops, second, latentDim, parameters, posterior);
    return joint;
  };
  return [
    { name: 'z1', weight: beta, meanKl: () => ops.mean(both().first, -1), klOfPoints: () => both().first },
    { name: 'z2', weight: secondBeta, meanKl: () => ops.mean(both().second, -1), klOfPoints: () => both().second },
  ];
}
