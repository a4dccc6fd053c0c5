import type { ModelSpecification } from './specification.ts';

/** Whether a network is an affine map of its input: no convolutions, and no hidden layers or only those of a deep linear net. */
export function isLinearNetwork({
  hidden,
  activation,
  channels,
}: ModelSpecification['encoder'] | ModelSpecification['decoder']): boolean {
  return channels === undefined && (hidden.length === 0 || activation === 'identity');
}
