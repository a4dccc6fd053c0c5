import type { Metrics } from '@collapse/trials';
import { activeAxes } from './active-axes.ts';
import { activeUnits } from './active-units.ts';
import { closedForm } from './closed-form.ts';
import { decoderVariance } from './decoder-variance.ts';
import { elbo } from './elbo.ts';
import { importanceWeighted, naiveMonteCarlo } from './estimated-log-likelihood.ts';
import { heldOut } from './held-out.ts';
import { inferenceGaps } from './inference-gaps.ts';
import { logLikelihood } from './log-likelihood.ts';
import type { Measure } from './measure.ts';
import type { MeasureContext } from './measure-context.ts';
import { mutualInformation } from './mutual-information.ts';
import { objective } from './objective.ts';
import { ofPoints } from './points.ts';

/** Every measure of a trained model: a new one is a file and a line here. */
export const MEASURES: readonly Measure[] = [
  objective,
  elbo,
  logLikelihood,
  importanceWeighted,
  naiveMonteCarlo,
  ofPoints,
  closedForm,
  decoderVariance,
  activeUnits,
  activeAxes,
  inferenceGaps,
  mutualInformation,
  heldOut,
];

/** The columns of a trained model, from the measures that fit it. */
export function takeMeasures(context: MeasureContext): Partial<Metrics> {
  const fitting = MEASURES.filter((measure) => measure.fits(context.trial));
  return Object.assign({}, ...fitting.map((measure) => measure.take(context)));
}
