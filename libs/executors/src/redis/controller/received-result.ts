import { type DoneResult, METRIC_NAMES, type TrialResult, trialId } from '@collapse/trials';
import { z } from 'zod';
import { moment, words } from '../../contract/worker-message-schema.ts';
import { sentSpecification } from '../protocol/sent-specification.ts';

const backend = z
  .strictObject({
    name: z.enum(['native', 'wasm']),
    device: z.enum(['cpu', 'gpu']),
    versions: z.record(z.string(), z.string()),
    threads: z.int().min(0),
    compiler: z.literal('xla').exactOptional(),
  })
  .readonly();

const base = {
  trialId: z.string(),
  specification: sentSpecification,
  attempt: z.int().min(1),
  backend: backend.nullable(),
  startedAt: moment,
  finishedAt: moment,
  worker: words,
  curve: z.strictObject({ points: z.int().min(1) }).exactOptional(),
};

const metrics = z.strictObject(
  Object.fromEntries(METRIC_NAMES.map((name) => [name, z.number().nullable()])) as Record<
    (typeof METRIC_NAMES)[number],
    z.ZodNullable<z.ZodNumber>
  >,
);

function doneSchema(latentDim: number) {
  const values = z.array(z.number()).length(latentDim);
  // A field that results get later is missed here by the compiler. Measures are taken again where the study is.
  const shape = {
    status: z.literal('done'),
    ...base,
    evidence: z.enum(['exact', 'yardstick', 'none']).exactOptional(),
    unbounded: words.exactOptional(),
    metrics,
    dimensions: z.strictObject({
      kl: values,
      posteriorMeanVariance: values,
      fractionBelowEpsilon: values,
      collapseEpsilon: values.exactOptional(),
      predictedKl: values.nullable(),
    }),
    pictures: z.array(z.strictObject({ file: z.string(), title: words })),
  } satisfies Record<Exclude<keyof DoneResult, 'reevaluation'>, z.ZodType>;
  return z.strictObject(shape);
}

const failedSchema = z.strictObject({
  status: z.literal('failed'),
  ...base,
  error: z.strictObject({
    reason: z.enum(['diverged', 'error', 'worker-died', 'out-of-memory', 'timed-out', 'stalled', 'node-failed']),
    message: words,
  }),
});

/**
 * Reads what is said to be the result of a trial, every field of it.
 * @param text of result.json
 * @param latentDim of the trial's model
 * @throws RangeError with the first field that is not as it should be
 */
export function parseReceivedResult(text: string, id: string, latentDim: number): TrialResult {
  const schema = z.discriminatedUnion('status', [doneSchema(latentDim), failedSchema]);
  const { data, error } = schema.safeParse(parseText(text));
  if (data === undefined) {
    const [issue] = error.issues;
    throw new RangeError(`result.json: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'no result'}`);
  }
  if (data.trialId !== id) throw new RangeError('result.json: trialId: it is that of another trial');
  if (trialId(data.specification) !== id) {
    throw new RangeError('result.json: specification: it is that of another trial');
  }
  return data;
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new RangeError('result.json: no JSON', { cause: error });
  }
}
