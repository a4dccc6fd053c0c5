import type * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { defineObjective, type LevelTerms, type MeasuredLevel } from '../contracts/objective.ts';
import { elboReduction } from './elbo.ts';

const freeBits = z.strictObject({
  nats: z.number().min(0).describe('KL that costs nothing, of each dimension or in all'),
  per: z.enum(['dimension', 'total']).default('dimension').describe('what the free nats are of'),
  over: z
    .enum(['batch', 'example'])
    .default('batch')
    .describe('batch: of the mean over the data points of a step; example: of each data point'),
});

/**
 * The ELBO with a KL of which the first `nats` cost nothing (Kingma et al. 2016, equation 15, is `dimension` over `batch`):
 * max(nats, KL) takes the place of KL. A hinge on each data point's total is what MusicVAE's code has (Roberts et al. 2018).
 */
export const freeBitsElbo = defineObjective({
  kind: 'free-bits',
  summary: 'the ELBO with max(nats, KL) in place of KL, per dimension or in all (Kingma et al. 2016, equation 15)',
  fields: { reduction: elboReduction, freeBits },
  needs: ({ freeBits: free }) => (free.over === 'example' ? 'examples' : 'means'),
  value(ops, terms, _sizes, { freeBits: free }) {
    const hinge = (kl: tf.Tensor) => ops.maximum(kl, free.nats);
    const charged = (level: LevelTerms): tf.Tensor => {
      if (free.over === 'example') {
        const kl = known(level.kl, level.name)();
        const own = free.per === 'dimension' ? ops.sum(hinge(kl), -1) : hinge(ops.sum(kl, -1));
        return ops.mean(own, -1);
      }
      const means = known(level.klPerDimension, level.name)();
      return free.per === 'dimension' ? ops.sum(hinge(means), -1) : hinge(ops.sum(means, -1));
    };
    const reconstruction = terms.meanReconstruction();
    return terms.levels.reduce<tf.Tensor>(
      (value, level) => ops.sub(value, ops.mul(level.weight, charged(level))),
      reconstruction,
    );
  },
  measured({ reconstruction, levels }, _sizes, { freeBits: free }) {
    const charged = (level: MeasuredLevel): number => {
      if (free.over === 'example') return chargedByExample(level, free);
      if (free.per === 'total') return Math.max(free.nats, level.kl);
      return Array.from(level.klPerDimension ?? [level.kl]).reduce((sum, kl) => sum + Math.max(free.nats, kl), 0);
    };
    return levels.reduce((value, level) => value - level.weight * charged(level), reconstruction);
  },
  check: (_own, { levels }) =>
    levels === 1
      ? []
      : [
          {
            field: 'objective.freeBits',
            expected: 'nothing with model.second, whose levels have no KL of each dimension',
            received: 'free bits',
            remedy: 'Remove it, or model.second.',
          },
        ],
});

function known<Value>(value: Value | undefined, level: string): Value {
  if (value === undefined) throw new Error(`free bits need more than the mean KL of level ${level}`);
  return value;
}

function chargedByExample(
  { klOfPoints, klPerDimension }: MeasuredLevel,
  { nats, per }: { readonly nats: number; readonly per: 'dimension' | 'total' },
): number {
  const values = klOfPoints?.();
  const width = klPerDimension?.length ?? 1;
  if (!values) throw new Error('free bits of each data point need its KL');
  const count = values.length / width;
  let charged = 0;
  for (let point = 0; point < count; point++) {
    let total = 0;
    for (let i = 0; i < width; i++) {
      const kl = values[point * width + i] ?? 0;
      total += per === 'dimension' ? Math.max(nats, kl) : kl;
    }
    charged += (per === 'dimension' ? total : Math.max(nats, total)) / count;
  }
  return charged;
}
