/** Networks that are told by their fields: their name is not written, and no part of an id. */
export const UNNAMED_NETWORKS: readonly string[] = ['dense', 'convolution'];

/** The network that an encoder's or decoder's fields mean. */
export function networkKind(fields: { readonly network?: unknown; readonly channels?: unknown }): string {
  if (typeof fields.network === 'string') return fields.network;
  return fields.channels === undefined ? 'dense' : 'convolution';
}
