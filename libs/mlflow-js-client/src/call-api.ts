import type { z } from 'zod';
import { MlflowError, type RequestSummary } from './errors.ts';
import { type HttpRequest, readJson, sendOnce } from './http.ts';
import type { ResolvedOptions } from './resolve-options.ts';
import { type Repeat, withRetries } from './retry.ts';

/** What names the object a request acts on. It is written last in the body: see {@link jsonBody}. */
export type Identity = { readonly run_id: string } | { readonly experiment_id: string } | Record<string, never>;

export interface ApiCall<T> {
  readonly method: 'GET' | 'POST';
  /** Below /api/2.0/mlflow/, such as runs/get. */
  readonly endpoint: string;
  readonly query?: HttpRequest['query'];
  /** JSON text, from jsonBody or splitBatch. */
  readonly body?: string;
  readonly reply: z.ZodType<T>;
  readonly repeat: Repeat;
  /**
   * Asked when a repeated request is refused after an earlier attempt was lost on the way: a result if that attempt had in
   * fact been carried out, else undefined.
   */
  readonly alreadyDone?: (refusal: MlflowError) => Promise<T | undefined>;
}

/**
 * A body with the identity as its last key. The server reads fields in the order sent, stops at the first value of a wrong
 * type and drops all that follows, yet answers 200: with the identity last it must notice that something is missing.
 */
export function jsonBody(fields: Readonly<Record<string, unknown>>, identity: Identity): string {
  return JSON.stringify({ ...fields, ...identity });
}

/** Sends an API call with retries and checks the shape of its reply. @throws MlflowError */
export function callApi<T>(options: ResolvedOptions, call: ApiCall<T>): Promise<T> {
  const request: HttpRequest = {
    method: call.method,
    path: `/api/2.0/mlflow/${call.endpoint}`,
    query: call.query,
    body: call.body,
    contentType: call.body === undefined ? undefined : 'application/json',
  };
  return withRetries(options, call.repeat, async (left, uncertain) => {
    try {
      return await sendOnce(options, request, Math.min(options.timeout, left), async (response, summary) =>
        parseReply(call.reply, await readJson(response, options, summary), summary),
      );
    } catch (error) {
      if (!uncertain || !call.alreadyDone || !(error instanceof MlflowError) || error.temporary) throw error;
      const done = await call.alreadyDone(error);
      if (done === undefined) throw error;
      return done;
    }
  });
}

/** @throws MlflowError unexpected-reply naming the field that is not as MLflow documents it */
export function parseReply<T>(schema: z.ZodType<T>, value: unknown, request: RequestSummary): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new MlflowError({
    kind: 'unexpected-reply',
    message: `The reply is not as expected at "${issue?.path.join('.') ?? ''}": ${issue?.message ?? 'unknown shape'}.`,
    remedy: 'The server may be of another version: see serverVersion().',
    request,
  });
}
