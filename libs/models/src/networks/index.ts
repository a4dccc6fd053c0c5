import { convolution } from './convolution.ts';
import { dense } from './dense.ts';
import { residual } from './residual.ts';

/** Every network that is built in: a new one is a file and a line here. */
export const NETWORKS = [dense, convolution, residual] as const;

/** Networks that are told by their fields: their name is not written, and no part of an id. */
export const UNNAMED_NETWORKS: readonly string[] = [dense.kind, convolution.kind];

/** The network that an encoder's or decoder's fields mean: dense and convolution are not written. */
export function networkKind(fields: { readonly network?: unknown; readonly channels?: unknown }): string {
  if (typeof fields.network === 'string') return fields.network;
  return fields.channels === undefined ? dense.kind : convolution.kind;
}
