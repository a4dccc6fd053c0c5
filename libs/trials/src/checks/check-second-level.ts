import { vaeFieldsOf } from '@collapse/models';
import type { TrialSpecification } from '../specification/specification.ts';
import { receivedWords } from '../words/received-words.ts';
import type { Issue } from '../words/user-error.ts';

/** What a second level of latent variables does not go with. */
export function secondLevelIssues({ model, objective, evaluation }: TrialSpecification): Issue[] {
  const vae = vaeFieldsOf(model);
  const second = vae?.second;
  if (!second) {
    if (objective.secondBeta === undefined) return [];
    return [
      {
        field: 'objective.secondBeta',
        expected: 'nothing without model.second',
        received: receivedWords(objective.secondBeta),
        remedy: 'Remove it, or add model.second.',
      },
    ];
  }
  const issues: Issue[] = [];
  if (second.latentDim > model.latentDim) {
    issues.push({
      field: 'model.second.latentDim',
      expected: `an integer <= model.latentDim = ${model.latentDim}`,
      received: String(second.latentDim),
      remedy: `Write ${model.latentDim} or less.`,
    });
  }
  const needs: readonly (readonly [field: string, received: unknown, allowed: unknown])[] = [
    ['objective.reduction', objective.reduction, 'elbo'],
    ['evaluation.importanceSamples', evaluation.importanceSamples, 0],
    ['evaluation.priorSamples', evaluation.priorSamples, undefined],
    ['evaluation.marginalSamples', evaluation.marginalSamples, undefined],
    ['evaluation.gapPoints', evaluation.gapPoints, undefined],
    ['evaluation.gapSteps', evaluation.gapSteps, undefined],
    ...(objective.secondBeta === undefined ? [] : ([['objective.warmupSteps', objective.warmupSteps, 0]] as const)),
  ];
  for (const [field, received, allowed] of needs) {
    if (received === allowed) continue;
    const expected = allowed === undefined ? 'nothing' : receivedWords(allowed);
    issues.push({
      field,
      expected: `${expected} with model.second${field === 'objective.warmupSteps' ? ' and objective.secondBeta' : ''}`,
      received: receivedWords(received),
      remedy: allowed === undefined ? 'Remove it.' : `Write ${expected}.`,
    });
  }
  return issues;
}
