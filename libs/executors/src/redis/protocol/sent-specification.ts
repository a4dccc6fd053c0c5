import { datasetSpecification, type TrialSpecification, trialSpecification } from '@collapse/trials';
import { z } from 'zod';

/** Of a trial with components from outside, whose fields only they know: their hashes, and what this program reads itself. */
const withComponents = z.looseObject({
  components: z.record(z.string(), z.string()),
  dataset: datasetSpecification,
  model: z.looseObject({ latentDim: z.int().min(1) }),
});

/**
 * The specification of a trial that came through Redis. Where components from outside are part of it, its fields are checked by
 * the id, and by the worker once it has loaded them.
 */
export const sentSpecification = z.union([
  withComponents,
  trialSpecification,
]) as unknown as z.ZodType<TrialSpecification>;
