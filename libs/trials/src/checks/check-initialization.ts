import { type Components, hasNetwork, vaeFieldsOf } from '@collapse/models';
import type { TrialSpecification } from '../specification/specification.ts';
import type { Issue } from '../words/user-error.ts';

const LAYERS =
  'model.encoder.hidden, model.encoder.channels, model.decoder.hidden or model.decoder.channels, whose start it is';

/** A linear model has one start, which its results have always had. */
export function initializationIssues({ model }: TrialSpecification, components: Components): Issue[] {
  const vae = vaeFieldsOf(model);
  if (!vae || vae.initialization === undefined || hasNetwork(vae, components)) return [];
  return [
    {
      field: 'model.initialization',
      expected: `nothing without ${LAYERS}`,
      received: `"${vae.initialization}"`,
      remedy: 'Remove it, or write it beside the hidden layers that it is for, as one value of an axis.',
    },
  ];
}
