import type { LinearOptimum, NoOptimum, OpenOptimum } from '@collapse/closed-forms';
import {
  BUILT_IN,
  type Components,
  type GaussianForm,
  levelsOf,
  likelihoodOf,
  linearityOf,
  objectiveKind,
  type VaeFields,
  vaeFieldsOf,
} from '@collapse/models';
import type { TrialSpecification } from '@collapse/trials';
import type { DataFacts } from './data-facts.ts';

/** A trial as closed forms look at it. */
export interface TheoryTrial {
  readonly specification: TrialSpecification;
  /** null where the decoder is no Gaussian. */
  readonly gaussian: GaussianForm | null;
  /** The objective's kind. */
  readonly objective: string;
  /** Directions of the data that the codes can carry. */
  readonly width: number;
  readonly hasLinearDecoder: boolean;
  /** Hidden layers of a linear decoder; [] of any other. */
  readonly decoderWidths: readonly number[];
  readonly levels: number;
  /** The second, linear level of a VAE; null where there is none. */
  readonly second: NonNullable<VaeFields['second']> | null;
}

/** The best that a model of some kind can reach. */
export interface Optimum extends LinearOptimum {
  /** Dimensions of the second level in use; null where there is no such level or the optimum leaves it open. */
  readonly secondActive: number | null;
}

/**
 * An optimum that is known in closed form. A new one is a file and a line in closed-forms.ts. Of a trial with a linear decoder
 * it is exact, of any other a yardstick: the best linear model at the same settings.
 */
export interface ClosedForm {
  readonly name: string;
  /** Whether it is of this trial's objective and levels. */
  fits(trial: TheoryTrial): boolean;
  /** The optimum; why there is none, or many; or why this form does not know it, however the trial fits. */
  optimum(trial: TheoryTrial, facts: DataFacts): Optimum | OpenOptimum | NoOptimum;
}

export function theoryTrial(specification: TrialSpecification, components: Components = BUILT_IN): TheoryTrial {
  const { model, likelihood, objective } = specification;
  const linearity = linearityOf(model, components);
  const known = components.likelihoods.some(({ kind }) => kind === likelihood.kind);
  return {
    specification,
    gaussian: (known && likelihoodOf(components, likelihood).gaussian?.(likelihood)) || null,
    objective: objectiveKind(objective),
    width: linearity.width,
    hasLinearDecoder: linearity.decoder !== null,
    decoderWidths: linearity.decoder ?? [],
    second: vaeFieldsOf(model)?.second ?? null,
    levels: levelsOf(model, components),
  };
}

/** The data points of a step. */
export function batchSizeOf({ specification: { train } }: TheoryTrial, { count }: DataFacts): number {
  return train.batchSize === 'full' ? count : train.batchSize;
}
