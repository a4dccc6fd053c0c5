import { type Components, levelsOf, likelihoodOf, linearityOf } from '@collapse/models';
import type { TrialSpecification } from '../specification/specification.ts';
import type { Issue } from '../words/user-error.ts';

/** What the gaps of inference need: points and steps together, and samples for log p(x) where it has no closed form. */
export function evaluationIssues(
  { model, likelihood, evaluation }: TrialSpecification,
  components: Components,
): Issue[] {
  const { gapPoints, gapSteps, importanceSamples } = evaluation;
  if (gapPoints === undefined && gapSteps === undefined) return [];
  if (gapPoints === undefined || gapSteps === undefined) {
    const [missing, given] = gapPoints === undefined ? ['gapPoints', 'gapSteps'] : ['gapSteps', 'gapPoints'];
    return [
      {
        field: `evaluation.${missing}`,
        expected: `an integer >= 1 beside evaluation.${given}`,
        received: 'nothing',
        remedy: `Add it, or remove evaluation.${given}.`,
      },
    ];
  }
  const gaussian = likelihoodOf(components, likelihood).gaussian?.(likelihood);
  const exact =
    linearityOf(model, components).decoder !== null && gaussian !== undefined && gaussian.learn !== 'network';
  // Two levels have neither, which is said of gapPoints.
  if (exact || importanceSamples > 0 || levelsOf(model, components) > 1) return [];
  return [
    {
      field: 'evaluation.importanceSamples',
      expected: 'an integer >= 1 with evaluation.gapPoints, where log p(x) has no closed form',
      received: '0',
      remedy: 'Write 100 or more, or remove evaluation.gapPoints and evaluation.gapSteps.',
    },
  ];
}
