import { convolutionIssues } from './check-convolutions.ts';
import { evaluationIssues } from './check-evaluation.ts';
import { float32Issues } from './check-float32.ts';
import { initializationIssues } from './check-initialization.ts';
import { linearStartIssues } from './check-linear-start.ts';
import { secondLevelIssues } from './check-second-level.ts';
import { datasetTraits, isConditional } from './dataset-specification.ts';
import type { ValueKind } from './datasets/dataset-kind.ts';
import { linearWidth } from './linearity.ts';
import { receivedWords } from './received-words.ts';
import type { TrialSpecification } from './specification.ts';
import type { Issue } from './user-error.ts';

/** What is known of a data set. */
export interface DatasetFacts {
  readonly dim: number;
  readonly count: number;
  /** Of the covariance; left out where the data has not been read. */
  readonly rank?: number;
  /** Whether all values, held-out ones included, are within [0, 1]; left out where the data has not been read. */
  readonly withinUnit?: boolean;
  /** What the values are said to be, where anybody says it. */
  readonly values?: ValueKind;
  /** Pixels on a side of square images of one or three channels, null for other data; left out where the data has not been read. */
  readonly imageSide?: number | null;
}

/** Fields that are right one by one and wrong together. Rules on the data apply where its facts are given. */
export function checkTrial(specification: TrialSpecification, facts: DatasetFacts | null): Issue[] {
  return [
    ...analyticIssues(specification),
    ...eigenbasisIssues(specification),
    ...likelihoodIssues(specification),
    ...scheduleIssues(specification),
    ...convolutionIssues(specification, facts),
    ...secondLevelIssues(specification),
    ...linearStartIssues(specification),
    ...evaluationIssues(specification),
    ...initializationIssues(specification),
    ...float32Issues(specification),
    ...(facts === null ? [] : dataIssues(specification, facts)),
  ];
}

function analyticIssues({ objective, model, likelihood }: TrialSpecification): Issue[] {
  if (objective.estimator !== 'analytic') return [];
  const stochastic = 'set objective.estimator to "stochastic"';
  const because = 'for objective.estimator "analytic"';
  const issues: Issue[] = [];
  if (model.decoder.channels !== undefined) {
    issues.push({
      field: 'model.decoder.channels',
      expected: `nothing, a linear decoder, ${because}`,
      received: receivedWords(model.decoder.channels),
      remedy: `Remove it, or ${stochastic}.`,
    });
  }
  if (model.decoder.hidden.length > 0) {
    issues.push({
      field: 'model.decoder.hidden',
      expected: `[], a linear decoder, ${because}`,
      received: receivedWords(model.decoder.hidden),
      remedy: `Write [], or ${stochastic}.`,
    });
  }
  if (likelihood.kind !== 'gaussian') {
    issues.push({
      field: 'likelihood.kind',
      expected: `"gaussian" ${because}`,
      received: receivedWords(likelihood.kind),
      remedy: `Write "gaussian", or ${stochastic}.`,
    });
  }
  if (likelihood.learn === 'network') {
    issues.push({
      field: 'likelihood.learn',
      expected: `"fixed", "scalar" or "per-dimension" ${because}`,
      received: '"network"',
      remedy: `Write one of them, or ${stochastic}.`,
    });
  }
  return issues;
}

function eigenbasisIssues({ objective, model, likelihood, train, dataset }: TrialSpecification): Issue[] {
  if (objective.basis !== 'eigen') return [];
  const absent: readonly (readonly [field: string, received: unknown])[] = [
    ['model.second', model.second],
    ['model.encoder.channels', model.encoder.channels],
    ['dataset.condition', isConditional(dataset) ? 'a condition' : undefined],
  ];
  const unwanted = absent
    .filter(([, received]) => received !== undefined)
    .map(([field, received]) => ({
      field,
      expected: 'nothing for objective.basis "eigen"',
      received: receivedWords(received),
      remedy: 'Remove it, or set objective.basis to "pixel".',
    }));
  const needs: readonly (readonly [field: string, received: unknown, allowed: readonly unknown[]])[] = [
    ['objective.estimator', objective.estimator, ['analytic']],
    ['model.encoder.hidden', model.encoder.hidden, [[]]],
    ['model.encoder.variance', model.encoder.variance, ['shared']],
    ['train.batchSize', train.batchSize, ['full']],
    ['likelihood.learn', likelihood.learn, ['fixed', 'scalar']],
  ];
  const wrong = needs
    .map(([field, received, allowed]) => ({
      field,
      received: receivedWords(received),
      allowed: allowed.map(receivedWords),
    }))
    .filter(({ received, allowed }) => !allowed.includes(received))
    .map(({ field, received, allowed }) => ({
      field,
      expected: `${allowed.join(' or ')} for objective.basis "eigen"`,
      received,
      remedy: `Write ${allowed.join(' or ')}, or set objective.basis to "pixel".`,
    }));
  return [...unwanted, ...wrong];
}

function likelihoodIssues({ objective, likelihood, dataset }: TrialSpecification): Issue[] {
  const issues: Issue[] = [];
  if (likelihood.kind !== 'gaussian') {
    if (likelihood.learn !== 'fixed') {
      issues.push({
        field: 'likelihood.learn',
        expected: `"fixed" for likelihood.kind "${likelihood.kind}", which has no variance`,
        received: receivedWords(likelihood.learn),
        remedy: 'Write "fixed", or set likelihood.kind to "gaussian".',
      });
    }
    const { withinUnit, unitByScaling } = datasetTraits(dataset);
    if (withinUnit === false && unitByScaling) {
      issues.push({
        field: 'dataset.scaling',
        expected: `"unit" for likelihood.kind "${likelihood.kind}", which needs values between 0 and 1`,
        received: receivedWords('scaling' in dataset ? dataset.scaling : undefined),
        remedy: 'Write "unit", or set likelihood.kind to "gaussian".',
      });
    } else if (withinUnit === false) {
      issues.push({
        field: 'likelihood.kind',
        expected: `"gaussian" for the data set "${dataset.name}", whose values are not between 0 and 1`,
        received: receivedWords(likelihood.kind),
        remedy: 'Write "gaussian", or choose a data set of images.',
      });
    }
  }
  if (objective.reduction !== 'elbo' && likelihood.learn !== 'fixed') {
    issues.push({
      field: 'likelihood.learn',
      expected: `"fixed" for objective.reduction "${objective.reduction}", a loss without a decoder variance`,
      received: receivedWords(likelihood.learn),
      remedy: 'Write "fixed", or set objective.reduction to "elbo".',
    });
  }
  return issues;
}

function scheduleIssues({ objective, train }: TrialSpecification): Issue[] {
  if (objective.warmupSteps <= train.steps) return [];
  return [
    {
      field: 'objective.warmupSteps',
      expected: `an integer <= train.steps = ${train.steps}`,
      received: String(objective.warmupSteps),
      remedy: 'Lower it or raise train.steps, so that beta gets to its value.',
    },
  ];
}

function dataIssues(specification: TrialSpecification, facts: DatasetFacts): Issue[] {
  const { model, likelihood, train, objective } = specification;
  const { dim, count, rank, withinUnit, values } = facts;
  const { latentDim } = model;
  const issues: Issue[] = [];
  if (latentDim > dim) {
    issues.push({
      field: 'model.latentDim',
      expected: `an integer <= ${dim}, the dimension of the data`,
      received: String(latentDim),
      remedy: `Write ${dim} or less.`,
    });
  } else if (rank !== undefined && linearWidth(model) >= rank && unboundedAtRank(likelihood, objective)) {
    issues.push(unboundedIssue(latentDim, rank));
  }
  const traits = datasetTraits(specification.dataset);
  // Of other data the fields have told already.
  if (likelihood.kind !== 'gaussian' && traits.withinUnit === undefined) {
    if (withinUnit === false) {
      issues.push({
        field: 'likelihood.kind',
        expected: `"gaussian" for the data set "${specification.dataset.name}", whose values are not all between 0 and 1`,
        received: receivedWords(likelihood.kind),
        remedy: 'Write "gaussian", or set dataset.scaling to "unit", which held-out data may still exceed.',
      });
    } else if (values !== undefined && values !== 'unit') {
      issues.push({
        field: 'likelihood.kind',
        expected: `"gaussian" for data whose dataset.values are "${values}"`,
        received: receivedWords(likelihood.kind),
        remedy: 'Write "gaussian", or "unit" in dataset.values where they are within [0, 1].',
      });
    }
  }
  if (train.batchSize !== 'full' && train.batchSize > count) {
    issues.push({
      field: 'train.batchSize',
      expected: `an integer <= ${count}, the number of data points, or "full"`,
      received: String(train.batchSize),
      remedy: `Write ${count} or less, or "full" for all of them.`,
    });
  }
  return issues;
}

function unboundedIssue(latentDim: number, rank: number): Issue {
  const floor = 'set likelihood.varianceFloor: without one the likelihood has no maximum, its variance goes to 0.';
  if (rank > 1) {
    return {
      field: 'model.latentDim',
      expected: `an integer < ${rank}, the rank of the data, where the decoder variance is learned`,
      received: String(latentDim),
      remedy: `Write ${rank - 1} or less, or ${floor}`,
    };
  }
  return {
    field: 'likelihood.learn',
    expected: `"fixed" for data of rank ${rank}, which any latent dimension holds whole`,
    received: '"scalar"',
    remedy: `Write "fixed", or ${floor}`,
  };
}

/** Whether the closed form has no finite value once the latent space holds all directions of the data. */
function unboundedAtRank(
  { kind, learn, varianceFloor }: TrialSpecification['likelihood'],
  { reduction }: TrialSpecification['objective'],
): boolean {
  return kind === 'gaussian' && learn === 'scalar' && varianceFloor === 0 && reduction === 'elbo';
}
