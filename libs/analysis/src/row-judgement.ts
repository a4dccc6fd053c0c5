import {
  type CollapseJudgement,
  type Evidence,
  evidenceOfDecoder,
  judgeCollapse,
  type Metrics,
  objectivePerNat,
} from '@collapse/trials';
import { fieldsAt } from './fields-of-row.ts';
import type { Cell } from './flatten-specification.ts';
import { modelFamily } from './model-label.ts';

type Fields = Readonly<Record<string, Cell>>;

/** The evidence of a finished trial that is known by its table row alone. */
export function rowEvidence(fields: Fields, metrics: Metrics): Evidence {
  return evidenceOfDecoder(modelFamily(fields) !== 'nonlinear', metrics.objective_optimum !== null);
}

/**
 * The judgement of a finished trial that is known by its table row alone, without the optimum's KL of each dimension: a
 * dimension lost or kept too many is then held against a whole nat.
 */
export function judgeRow(fields: Fields, metrics: Metrics): CollapseJudgement | null {
  const number = (field: string) => (typeof fields[field] === 'number' ? fields[field] : null);
  const batchSize = fields['train.batchSize'] === 'full' ? number('dataset.count') : number('train.batchSize');
  const latentDim = number('model.latentDim') ?? 0;
  return judgeCollapse({
    evidence: rowEvidence(fields, metrics),
    latentDim,
    hasLinearEncoder: modelFamily(fields) === 'linear',
    beta: number('objective.beta') ?? 1,
    objectivePerNat: objectivePerNat(fieldsAt(fields, 'objective'), { batchSize, latentDim }),
    metrics,
    predictedKl: null,
  });
}
