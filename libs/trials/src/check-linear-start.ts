import { isConditional } from './dataset-specification.ts';
import { receivedWords } from './received-words.ts';
import type { TrialSpecification } from './specification.ts';
import type { Issue } from './user-error.ts';

/** What a start from the linear solution needs: a closed form, and layers that can hand a code on unchanged. */
export function linearStartIssues({ model, likelihood, objective, dataset }: TrialSpecification): Issue[] {
  if (model.start === undefined) return [];
  const because = 'for model.start "linear"';
  const issues: Issue[] = [];
  const refuse = (field: string, expected: string, received: unknown) =>
    issues.push({
      field,
      expected: `${expected} ${because}`,
      received: receivedWords(received),
      remedy: `Write ${expected}, or remove model.start.`,
    });
  if (likelihood.kind !== 'gaussian') refuse('likelihood.kind', '"gaussian"', likelihood.kind);
  if (likelihood.learn !== 'fixed' && likelihood.learn !== 'scalar') {
    refuse('likelihood.learn', '"fixed" or "scalar"', likelihood.learn);
  }
  if (objective.reduction !== 'elbo') refuse('objective.reduction', '"elbo"', objective.reduction);
  if (objective.beta === 0) refuse('objective.beta', 'a number > 0', 0);
  if (model.second) refuse('model.second', 'nothing', model.second);
  if (isConditional(dataset)) refuse('dataset.condition', 'nothing', 'a condition');
  for (const part of ['encoder', 'decoder'] as const) {
    const { hidden, activation, channels } = model[part];
    if (channels) refuse(`model.${part}.channels`, 'nothing', channels);
    if (hidden.length === 0) continue;
    if (activation === 'tanh') refuse(`model.${part}.activation`, '"relu" or "identity"', activation);
    const least = activation === 'relu' ? 2 * model.latentDim : model.latentDim;
    if (hidden.some((width) => width < least)) refuse(`model.${part}.hidden`, `widths >= ${least}`, hidden);
  }
  return issues;
}
