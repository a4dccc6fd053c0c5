import type { Fields } from '../contracts/component.ts';
import { networkOf } from '../contracts/components.ts';
import type { ModelFamily, Networks } from '../contracts/family.ts';
import { networkKind, UNNAMED_NETWORKS } from '../networks/network-kind.ts';
import { encoderFields, type NetworkFields, type VaeFields, vaeFields } from './fields.ts';
import { hasNetwork, levelCount, linearWidth, linearWidths } from './linearity.ts';
import { openVae } from './open-vae.ts';

/** The fields of a model of this family, which the catalog has checked. */
const own = (fields: Fields) => fields as unknown as VaeFields;

/** One level of latent variables, or two of which the second is linear (Kingma & Welling 2014; Dang et al. 2023). */
export const vae: ModelFamily = {
  kind: 'vae',
  summary: 'a variational autoencoder, with a second, linear level where model.second is (Kingma & Welling 2014)',
  fields: (network) => ({ ...vaeFields, encoder: network(encoderFields), decoder: network({}) }),
  resolve(fields, components) {
    const { encoder, decoder } = own(fields);
    const model = { ...own(fields), encoder: withoutKind(encoder), decoder: withoutKind(decoder) };
    if (!hasNetwork(model, components)) return { ...model };
    return { ...model, initialization: model.initialization ?? 'glorot-uniform' };
  },
  networks: (fields) => [own(fields).encoder, own(fields).decoder],
  levels: (fields) => levelCount(own(fields)),
  linearity: (fields, components) => ({
    encoder: linearWidths(own(fields).encoder, components),
    decoder: linearWidths(own(fields).decoder, components),
    width: linearWidth(own(fields), components),
  }),
  withoutIdle(fields, components) {
    const { encoder, decoder, second } = own(fields);
    return {
      ...fields,
      encoder: {
        ...busy(encoder, components),
        ...(typeof second?.firstVariance === 'number' ? { variance: null } : {}),
      },
      decoder: busy(decoder, components),
    };
  },
  float32: (fields) => [
    ['model.second.priorVariance', own(fields).second?.priorVariance],
    ['model.second.firstVariance', own(fields).second?.firstVariance],
  ],
  cost(fields, components, dim) {
    const { encoder, decoder, latentDim } = own(fields);
    return {
      encoding: networkOf(components, encoder).cost(encoder, 'encoder', { widthIn: dim, out: latentDim }),
      decoding: networkOf(components, decoder).cost(decoder, 'decoder', { widthIn: latentDim, out: dim }),
    };
  },
  open: (ops, components, fields, likelihood, sizes) => openVae(ops, components, own(fields), likelihood, sizes),
};

/** A network that the other fields tell is not written: what it was before there were kinds keeps its id. */
function withoutKind<Given extends NetworkFields>(fields: Given): Given {
  const { network, ...others } = fields;
  return UNNAMED_NETWORKS.includes(networkKind(others)) && networkKind(others) === network ? (others as Given) : fields;
}

/** The fields with null for those of no effect; of a network that nobody knows all are kept. */
function busy(fields: NetworkFields, { networks }: Networks): Fields {
  const kind = networkKind(fields);
  const idle = networks.find((network) => network.kind === kind)?.idle?.(fields, { reduction: '', levels: 1 }) ?? [];
  return { ...fields, ...Object.fromEntries(idle.map((name) => [name, null])) };
}
