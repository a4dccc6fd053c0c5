import {
  type Components,
  type FieldIssue,
  type Fields,
  likelihoodOf,
  type Network,
  networkOf,
  vaeFieldsOf,
} from '@collapse/models';
import { isConditional } from '../specification/dataset-specification.ts';
import type { TrialSpecification } from '../specification/specification.ts';
import { receivedWords } from '../words/received-words.ts';
import type { Issue } from '../words/user-error.ts';

/** What a start from the linear solution needs: a closed form, and layers that can hand a code on unchanged. */
export function linearStartIssues(
  { model, likelihood, objective, dataset }: TrialSpecification,
  components: Components,
): Issue[] {
  const vae = vaeFieldsOf(model);
  if (vae?.start === undefined) return [];
  const because = 'for model.start "linear"';
  const issues: Issue[] = [];
  const refuse = (field: string, expected: string, received: unknown) =>
    issues.push({
      field,
      expected: `${expected} ${because}`,
      received: receivedWords(received),
      remedy: `Write ${expected}, or remove model.start.`,
    });
  const gaussian = likelihoodOf(components, likelihood).gaussian?.(likelihood);
  if (!gaussian) refuse('likelihood.kind', '"gaussian"', likelihood.kind);
  const { learn } = gaussian ?? likelihood;
  if (learn !== undefined && learn !== 'fixed' && learn !== 'scalar') {
    refuse('likelihood.learn', '"fixed" or "scalar"', learn);
  }
  if (objective.reduction !== 'elbo') refuse('objective.reduction', '"elbo"', objective.reduction);
  if (objective.beta === 0) refuse('objective.beta', 'a number > 0', 0);
  if (vae.second) refuse('model.second', 'nothing', vae.second);
  if (isConditional(dataset)) refuse('dataset.condition', 'nothing', 'a condition');
  for (const part of ['encoder', 'decoder'] as const) {
    for (const issue of carryIssues(networkOf(components, vae[part]), vae[part], vae.latentDim)) {
      refuse(`model.${part}.${issue.field}`, issue.expected, issue.received);
    }
  }
  return issues;
}

/** Why the hidden layers of a network cannot hand a code of so many dimensions on unchanged. */
function carryIssues(network: Network, own: Fields, latentDim: number): readonly FieldIssue[] {
  if (network.carryIssues) return network.carryIssues(own, latentDim);
  return network
    .layers(own)
    .slice(0, 1)
    .map(({ field, received }) => ({ field, expected: 'nothing', received }));
}
