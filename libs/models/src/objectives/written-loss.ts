import { z } from 'zod';
import { defineObjective, weightedKl } from '../contracts/objective.ts';
import { type Reduction, reductionWeights } from './reduction-weights.ts';

/**
 * A training loss as people write it, RECONSTRUCTION-KL: sum over everything, batch (sum divided by the batch size) or mean over
 * every element; its sign turned.
 */
export const writtenLoss = defineObjective({
  kind: 'written-loss',
  summary: 'minus a loss as written: squared error or cross-entropy and KL, each summed or averaged in its own way',
  fields: {
    reduction: z
      .enum(['sum-sum', 'batch-batch', 'mean-sum', 'mean-batch', 'mean-mean'])
      .describe(
        'of reconstruction and KL: sum over everything, batch (sum divided by batch size) or mean of every element',
      ),
  },
  scores: 'squared-error',
  value(ops, terms, sizes, { reduction }) {
    const weights = reductionWeights(reduction as Reduction, sizes);
    const reconstruction = terms.meanReconstruction();
    const kl = weightedKl(ops, terms.levels);
    return ops.sub(
      ops.mul(reconstruction, weights.reconstruction * sizes.batchSize),
      ops.mul(kl, weights.kl * sizes.batchSize),
    );
  },
  measured({ reconstruction, gaussian, levels }, sizes, { reduction }) {
    const weights = reductionWeights(reduction as Reduction, sizes);
    const error = gaussian
      ? -2 * gaussian.variance * (reconstruction + (sizes.dim / 2) * Math.log(2 * Math.PI * gaussian.variance))
      : -reconstruction;
    const kl = levels.reduce((sum, level) => sum + level.weight * weights.kl * level.kl, 0);
    return -sizes.batchSize * (weights.reconstruction * error + kl);
  },
  perNat({ batchSize, latentDim }, { reduction }) {
    switch (reduction as Reduction) {
      case 'batch-batch':
      case 'mean-batch':
        return 1;
      case 'sum-sum':
      case 'mean-sum':
        return batchSize;
      case 'mean-mean':
        return 1 / latentDim;
    }
  },
});
