import { MlflowError, type RequestSummary } from './errors.ts';
import { explainBadBody, explainNoReply, explainReply, explainTimeout } from './explain-failure.ts';
import { readBeginning, readText } from './read-text.ts';
import type { ResolvedOptions } from './resolve-options.ts';
import { aborted } from './retry.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the tracking URI, already encoded. */
  readonly path: string;
  /** Lists become repeated parameters, undefined is left out. */
  readonly query?: Readonly<Record<string, string | number | readonly string[] | undefined>> | undefined;
  readonly body?: string | Uint8Array<ArrayBuffer> | Blob | ReadableStream<Uint8Array> | undefined;
  readonly contentType?: string | undefined;
}

/**
 * Sends one request, once, and reads the reply with `read`, all within `timeout` milliseconds.
 * @throws MlflowError for every failure, an HTTP status of 300 and above included
 */
export async function sendOnce<T>(
  options: ResolvedOptions,
  request: HttpRequest,
  timeout: number,
  read: (response: Response, summary: RequestSummary) => Promise<T>,
): Promise<T> {
  const summary = summarize(options, request);
  const watch = watchFor(timeout, options.signal);
  try {
    const response = await options.fetch(requestUrl(options, request), requestInit(options, request, watch.signal));
    if (!response.ok) throw await explainStatus(response, options, request, summary);
    return await read(response, summary);
  } catch (error) {
    if (error instanceof MlflowError) throw error;
    if (options.signal?.aborted) throw aborted(error);
    throw watch.timedOut() ? explainTimeout(summary, timeout, error) : explainNoReply(error, summary);
  } finally {
    watch.end();
  }
}

/**
 * Sends one request and returns the reply's body as it arrives. `timeout` holds for the headers and for each silence while
 * the reader waits; a reader that pauses is not punished.
 */
export async function openStream(
  options: ResolvedOptions,
  request: HttpRequest,
  timeout: number,
): Promise<ReadableStream<Uint8Array>> {
  const summary = summarize(options, request);
  const abort = new AbortController();
  const send = () => options.fetch(requestUrl(options, request), requestInit(options, request, abort.signal));
  const response = await guarded(send, abort, options, summary, timeout);
  if (!response.ok)
    throw await guarded(() => explainStatus(response, options, request, summary), abort, options, summary, timeout);
  const reader = (response.body ?? new Blob([]).stream()).getReader();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await guarded(() => reader.read(), abort, options, summary, timeout);
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

/** The text of a reply, as JSON. @throws MlflowError not-mlflow, garbled-reply or reply-too-large */
export async function readJson(
  response: Response,
  { authentication, maxReplyBytes }: ResolvedOptions,
  summary: RequestSummary,
): Promise<unknown> {
  const text = await readText(response, maxReplyBytes, summary);
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw explainBadBody(response.status, authentication.redact(text), summary);
    throw error;
  }
}

async function guarded<T>(
  action: () => Promise<T>,
  abort: AbortController,
  options: ResolvedOptions,
  summary: RequestSummary,
  timeout: number,
): Promise<T> {
  const watch = watchFor(timeout, options.signal);
  const pass = () => abort.abort();
  watch.signal.addEventListener('abort', pass, { once: true });
  if (watch.signal.aborted) pass();
  try {
    return await action();
  } catch (error) {
    if (error instanceof MlflowError) throw error;
    if (options.signal?.aborted) throw aborted(error);
    throw watch.timedOut() ? explainTimeout(summary, timeout, error) : explainNoReply(error, summary);
  } finally {
    watch.end();
  }
}

/** Of the body of a refusal: what is beyond is not read. */
const EXPLANATION_BYTES = 2 ** 16;

async function explainStatus(
  response: Response,
  options: ResolvedOptions,
  request: HttpRequest,
  summary: RequestSummary,
): Promise<MlflowError> {
  const { status, headers } = response;
  const { text } = await readBeginning(response, EXPLANATION_BYTES);
  const redact = (shown: string) => options.authentication.redact(shown);
  const sentJson = request.contentType === 'application/json';
  return explainReply({ status, headers, text, redact }, summary, sentJson, options.now());
}

function summarize(options: ResolvedOptions, request: HttpRequest): RequestSummary {
  return { method: request.method, path: request.path, trackingUri: options.trackingUri };
}

function requestUrl(options: ResolvedOptions, request: HttpRequest): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(request.query ?? {})) {
    for (const one of [value ?? []].flat()) query.append(name, String(one));
  }
  const suffix = query.toString();
  return `${options.trackingUri}${request.path}${suffix === '' ? '' : `?${suffix}`}`;
}

function requestInit(options: ResolvedOptions, request: HttpRequest, signal: AbortSignal): RequestInit {
  const headers: Record<string, string> = { accept: 'application/json, */*', ...options.authentication.headers() };
  if (request.contentType !== undefined) headers['content-type'] = request.contentType;
  // Redirects are reported, not followed: a 301 or 302 would turn a POST into a GET.
  const init: RequestInit = { method: request.method, headers, signal, redirect: 'manual' };
  if (request.body === undefined) return init;
  const { body } = request;
  if (!(body instanceof ReadableStream)) return { ...init, body };
  const streamed: RequestInit & { duplex: 'half' } = { ...init, body, duplex: 'half' };
  return streamed;
}

interface Watch {
  readonly signal: AbortSignal;
  timedOut(): boolean;
  end(): void;
}

/** A signal that fires after `timeout` milliseconds or with `outer`. Not AbortSignal.any: that keeps listeners on `outer` for good. */
function watchFor(timeout: number, outer: AbortSignal | undefined): Watch {
  const controller = new AbortController();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    controller.abort();
  }, timeout);
  const pass = () => controller.abort(outer?.reason);
  outer?.addEventListener('abort', pass, { once: true });
  if (outer?.aborted) pass();
  return {
    signal: controller.signal,
    timedOut: () => late,
    end: () => {
      clearTimeout(timer);
      outer?.removeEventListener('abort', pass);
    },
  };
}
