import { linearityOf } from '@collapse/models';
import type { TrialSpecification } from '../specification/specification.ts';

/**
 * What a closed form can say of a trial. exact: it is of this very model, whose decoder is linear. yardstick: the decoder is
 * nonlinear, and the closed form is of the best linear VAE at the same settings. none: there is no closed form.
 */
export type Evidence = 'exact' | 'yardstick' | 'none';

/** @param hasOptimum whether the closed form of the trial's settings has a value, as `objective_optimum` records it */
export function evidenceOf({ model }: Pick<TrialSpecification, 'model'>, hasOptimum: boolean): Evidence {
  return evidenceOfDecoder(linearityOf(model).decoder !== null, hasOptimum);
}

/** The same of a decoder that is or is not linear. */
export function evidenceOfDecoder(isLinear: boolean, hasOptimum: boolean): Evidence {
  if (!hasOptimum) return 'none';
  return isLinear ? 'exact' : 'yardstick';
}
