import { defineLikelihood } from '../contracts/likelihood.ts';
import { named } from '../contracts/named.ts';
import { dense, varianceHeadDefinitions } from '../networks/dense-layers.ts';
import { logOfCounts } from './library-size.ts';
import { logProbability, negativeBinomial } from './negative-binomial.ts';

const DROPOUT = 'dropoutLogit';

/** A tenth, as a logit: few zeros are taken for lost ones before the data say so. */
const START = Math.log(1 / 9);

export const zeroInflatedNegativeBinomial = defineLikelihood({
  kind: 'zero-inflated-negative-binomial',
  label: 'a zero-inflated negative binomial decoder',
  summary:
    'a negative binomial of which a share is lost and counted as 0; the logit of that share is an output of the network for each dimension (scVI, Lopez et al. 2018)',
  support: 'count',
  fields: negativeBinomial.fields,
  asTensors: ['dispersion'],
  float32: ['dispersion', 'dispersionFloor'],
  idle: ({ learn }) => (learn === 'fixed' ? ['dispersionFloor'] : []),
  input: logOfCounts,
  numbers: (own) => negativeBinomial.numbers?.(own) ?? {},
  parameters: (own, shape) => ({
    ...negativeBinomial.parameters?.(own, shape),
    ...varianceHeadDefinitions(`decoder.${DROPOUT}`, shape.width, shape.dim, START),
  }),
  heads(ops, given, own) {
    if (!given.features) throw new Error(`${DROPOUT} is an output of the network, which was not run`);
    return {
      ...negativeBinomial.heads?.(ops, given, own),
      [DROPOUT]: dense(ops, given.parameters, `decoder.${DROPOUT}`, given.features),
    };
  },
  /** ln of p 1[x = 0] + (1 - p) nb(x), as ln nb(x) - ln(1 + e^l) + 1[x = 0] ln(1 + e^l / nb(x)) for p's logit l. */
  logDensity(ops, x, decoded, own) {
    const logit = named(decoded, DROPOUT);
    const counted = logProbability(ops, x, decoded, own);
    const isZero = ops.sub(1, ops.step(x));
    const lost = ops.mul(isZero, ops.softplus(ops.sub(logit, counted)));
    return ops.sum(ops.add(ops.sub(counted, ops.softplus(logit)), lost), -1);
  },
  mean: (ops, decoded, own) =>
    ops.mul(ops.sigmoid(ops.neg(named(decoded, DROPOUT))), negativeBinomial.mean(ops, decoded, own)),
});
