import {
  BUILT_IN,
  type ComponentIssue,
  type Components,
  familyOf,
  levelsOf,
  likelihoodOf,
  linearityOf,
  networkOf,
  objectiveOf,
  optimizerOf,
  type Support,
  vaeFieldsOf,
} from '@collapse/models';
import type { ValueKind } from '../datasets/dataset-kind.ts';
import { datasetTraits, isConditional } from '../specification/dataset-specification.ts';
import type { TrialSpecification } from '../specification/specification.ts';
import { receivedWords } from '../words/received-words.ts';
import type { Issue } from '../words/user-error.ts';
import { convolutionIssues } from './check-convolutions.ts';
import { evaluationIssues } from './check-evaluation.ts';
import { float32Issues } from './check-float32.ts';
import { initializationIssues } from './check-initialization.ts';
import { linearStartIssues } from './check-linear-start.ts';
import { secondLevelIssues } from './check-second-level.ts';

/** What is known of a data set. */
export interface DatasetFacts {
  readonly dim: number;
  readonly count: number;
  /** Of the covariance; left out where the data has not been read. */
  readonly rank?: number;
  /** What all values are, held-out ones included; left out where the data has not been read. */
  readonly supports?: readonly Support[];
  /** What the values are said to be, where anybody says it. */
  readonly values?: ValueKind;
  /** Pixels on a side of square images of one or three channels, null for other data; left out where the data has not been read. */
  readonly imageSide?: number | null;
}

/**
 * Fields that are right one by one and wrong together. Rules on the data apply where its facts are given.
 * @param components what the trial can be made of
 */
export function checkTrial(
  specification: TrialSpecification,
  facts: DatasetFacts | null,
  components: Components = BUILT_IN,
): Issue[] {
  return [
    ...analyticIssues(specification, components),
    ...eigenbasisIssues(specification, components),
    ...componentIssues(specification, components),
    ...scheduleIssues(specification),
    ...convolutionIssues(specification, components, facts),
    ...secondLevelIssues(specification),
    ...linearStartIssues(specification, components),
    ...evaluationIssues(specification, components),
    ...initializationIssues(specification, components),
    ...optimizerIssues(specification, components),
    ...float32Issues(specification, components),
    ...(facts === null ? [] : dataIssues(specification, facts, components)),
  ];
}

function analyticIssues({ objective, model, likelihood }: TrialSpecification, components: Components): Issue[] {
  if (objective.estimator !== 'analytic') return [];
  const stochastic = 'set objective.estimator to "stochastic"';
  const because = 'for objective.estimator "analytic"';
  const layers = layersOf(model, 'decoder', components);
  const gaussian = likelihoodOf(components, likelihood).gaussian?.(likelihood);
  const issues: Issue[] = layers.map(({ field, received, none }) => ({
    field: `model.decoder.${field}`,
    expected: `${none === undefined ? 'nothing' : receivedWords(none)}, a linear decoder, ${because}`,
    received: receivedWords(received),
    remedy: `${none === undefined ? 'Remove it' : `Write ${receivedWords(none)}`}, or ${stochastic}.`,
  }));
  if (!gaussian) {
    issues.push({
      field: 'likelihood.kind',
      expected: `"gaussian" ${because}`,
      received: receivedWords(likelihood.kind),
      remedy: `Write "gaussian", or ${stochastic}.`,
    });
  }
  if (gaussian?.learn === 'network') {
    issues.push({
      field: 'likelihood.learn',
      expected: `"fixed", "scalar" or "per-dimension" ${because}`,
      received: '"network"',
      remedy: `Write one of them, or ${stochastic}.`,
    });
  }
  const needs = objectiveOf(components, objective).needs?.(objective) ?? 'means';
  if (needs === 'codes') {
    issues.push({
      field: 'objective.estimator',
      expected: '"stochastic" for an objective that needs samples of the codes',
      received: '"analytic"',
      remedy: 'Write "stochastic", or choose another objective.',
    });
  }
  return issues;
}

function eigenbasisIssues(
  { objective, model, likelihood, train, dataset }: TrialSpecification,
  components: Components,
): Issue[] {
  if (objective.basis !== 'eigen') return [];
  const vae = vaeFieldsOf(model);
  const layers = layersOf(model, 'encoder', components);
  const learn = likelihoodOf(components, likelihood).gaussian?.(likelihood).learn ?? 'fixed';
  const absent: readonly (readonly [field: string, received: unknown])[] = [
    ['model.second', vae?.second],
    ...layers
      .filter(({ none }) => none === undefined)
      .map(({ field, received }) => [`model.encoder.${field}`, received] as const),
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
    ...layers
      .filter(({ none }) => none !== undefined)
      .map(({ field, received, none }) => [`model.encoder.${field}`, received, [none]] as const),
    ['model.encoder.variance', vae?.encoder.variance, ['shared']],
    ['train.batchSize', train.batchSize, ['full']],
    ['likelihood.learn', learn, ['fixed', 'scalar']],
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
  const examples = objectiveOf(components, objective).needs?.(objective) === 'examples';
  return [...unwanted, ...wrong, ...(examples ? [exampleIssue()] : [])];
}

/** The fields that give a VAE's network layers; none of another family, which has rules of its own. */
function layersOf(model: TrialSpecification['model'], part: 'encoder' | 'decoder', components: Components) {
  const fields = vaeFieldsOf(model)?.[part];
  return fields ? networkOf(components, fields).layers(fields) : [];
}

function exampleIssue(): Issue {
  return {
    field: 'objective.basis',
    expected: '"pixel" for an objective that needs the KL of each data point',
    received: '"eigen"',
    remedy: 'Write "pixel", or choose another objective.',
  };
}

/** What the likelihood and the objective themselves find wrong, and a likelihood of other values than the data set's. */
function componentIssues(specification: TrialSpecification, components: Components): Issue[] {
  const { model, likelihood, objective } = specification;
  const trial = { reduction: objective.reduction, levels: levelsOf(model, components) };
  const found = likelihoodOf(components, likelihood);
  const own = found.check?.(likelihood, trial) ?? [];
  const ofFamily = familyOf(components, model).check?.(model, trial) ?? [];
  const ofObjective = objectiveOf(components, objective).check?.(objective, trial) ?? [];
  return [
    ...ofFamily.map(worded),
    ...own.map(worded),
    ...supportIssues(specification, found.support),
    ...ofObjective.map(worded),
  ];
}

function optimizerIssues({ optimizer }: TrialSpecification, components: Components): Issue[] {
  return (optimizerOf(components, optimizer).check?.(optimizer) ?? []).map(worded);
}

function worded({ received, ...issue }: ComponentIssue): Issue {
  return { ...issue, received: receivedWords(received) };
}

/** Words for what a likelihood needs of the values. */
const SUPPORT_WORDS: Readonly<Record<Exclude<Support, 'real'>, { readonly are: string; readonly values: string }>> = {
  unit: { are: 'between 0 and 1', values: 'values between 0 and 1' },
  'open-unit': { are: 'above 0 and below 1', values: 'values above 0 and below 1' },
  count: { are: 'whole numbers from 0 on', values: 'whole numbers from 0 on' },
};

function supportIssues({ likelihood, dataset }: TrialSpecification, support: Support): Issue[] {
  if (support === 'real') return [];
  const { are, values } = SUPPORT_WORDS[support];
  const { withinUnit, unitByScaling, unscaled } = datasetTraits(dataset);
  // Whether the values are what they have to be shows when they are read.
  if (withinUnit === undefined || (withinUnit && support === 'unit')) return [];
  const scaling = support === 'unit' ? unitByScaling && 'unit' : unscaled;
  if (scaling) {
    return [
      {
        field: 'dataset.scaling',
        expected: `"${scaling}" for likelihood.kind "${likelihood.kind}", which needs ${values}`,
        received: receivedWords('scaling' in dataset ? dataset.scaling : undefined),
        remedy: `Write "${scaling}", or set likelihood.kind to "gaussian".`,
      },
    ];
  }
  return [
    {
      field: 'likelihood.kind',
      expected: `"gaussian" for the data set "${dataset.name}", whose values are not ${are}`,
      received: receivedWords(likelihood.kind),
      remedy: `Write "gaussian", or choose a data set of ${support === 'unit' ? 'images' : values}.`,
    },
  ];
}

/** The values that a likelihood is of, as dataset.values names them. */
const VALUES_OF: Readonly<Record<Exclude<Support, 'real'>, ValueKind>> = {
  unit: 'unit',
  'open-unit': 'unit',
  count: 'count',
};

/** A likelihood of other values than those that were read. */
function valueIssues(
  { likelihood, dataset }: TrialSpecification,
  { supports, values }: DatasetFacts,
  support: Support,
): Issue[] {
  // Of other data the fields have told already.
  if (support === 'real' || datasetTraits(dataset).withinUnit !== undefined) return [];
  if (supports !== undefined && !supports.includes(support)) {
    return [
      {
        field: 'likelihood.kind',
        expected: `"gaussian" for the data set "${dataset.name}", whose values are not all ${SUPPORT_WORDS[support].are}`,
        received: receivedWords(likelihood.kind),
        remedy: remedyOf(support, dataset),
      },
    ];
  }
  if (values === undefined || values === VALUES_OF[support]) return [];
  return [
    {
      field: 'likelihood.kind',
      expected: `"gaussian" for data whose dataset.values are "${values}"`,
      received: receivedWords(likelihood.kind),
      remedy: `Write "gaussian", or "${VALUES_OF[support]}" in dataset.values where they are ${SUPPORT_WORDS[support].are}.`,
    },
  ];
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

function dataIssues(specification: TrialSpecification, facts: DatasetFacts, components: Components): Issue[] {
  const { model, likelihood, train } = specification;
  const { dim, count, rank } = facts;
  const { latentDim } = model;
  const issues: Issue[] = [];
  if (latentDim > dim) {
    issues.push({
      field: 'model.latentDim',
      expected: `an integer <= ${dim}, the dimension of the data`,
      received: String(latentDim),
      remedy: `Write ${dim} or less.`,
    });
  } else if (rank !== undefined && isUnboundedAt(rank, specification, components)) {
    issues.push(unboundedIssue(latentDim, rank));
  }
  issues.push(...valueIssues(specification, facts, likelihoodOf(components, likelihood).support));
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

function remedyOf(support: Support, dataset: TrialSpecification['dataset']): string {
  const { unscaled } = datasetTraits(dataset);
  const isScaled = unscaled !== undefined && 'scaling' in dataset && dataset.scaling !== unscaled;
  const write = 'Write "gaussian"';
  if (support === 'unit') return `${write}, or set dataset.scaling to "unit", which held-out data may still exceed.`;
  if (support === 'open-unit') return `${write}, or move values of 0 and 1 a little inside in the file.`;
  if (support === 'count' && isScaled) return `${write}, or set dataset.scaling to "${unscaled}" for a file of counts.`;
  return `${write}, or another likelihood of such values.`;
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

/** Whether the closed form has no finite value because the latent space holds all directions of the data. */
function isUnboundedAt(
  rank: number,
  { model, likelihood, objective }: TrialSpecification,
  components: Components,
): boolean {
  const gaussian = likelihoodOf(components, likelihood).gaussian?.(likelihood);
  return (
    linearityOf(model, components).width >= rank &&
    gaussian?.learn === 'scalar' &&
    gaussian.varianceFloor === 0 &&
    objective.reduction === 'elbo'
  );
}
