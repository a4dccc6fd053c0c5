/** What went wrong, for code that branches on it. The README's table says what each one means. */
export type MlflowErrorKind =
  | 'invalid-input'
  | 'unreachable'
  | 'connection-lost'
  | 'timeout'
  | 'aborted'
  | 'wrong-protocol'
  | 'certificate'
  | 'redirected'
  | 'not-mlflow'
  | 'garbled-reply'
  | 'reply-too-large'
  | 'unexpected-reply'
  | 'unauthorized'
  | 'host-refused'
  | 'forbidden'
  | 'not-found'
  | 'unknown-endpoint'
  | 'already-exists'
  | 'deleted'
  | 'ambiguous-key'
  | 'refused'
  | 'rate-limited'
  | 'server-error'
  | 'server-too-old';

/** The request an error is about: no query, no body, no headers, hence no secrets. */
export interface RequestSummary {
  readonly method: string;
  /** Path below the tracking URI, such as /api/2.0/mlflow/runs/get. */
  readonly path: string;
  /** Tracking URI without user name and password. */
  readonly trackingUri: string;
}

export interface MlflowErrorFields {
  readonly kind: MlflowErrorKind;
  readonly message: string;
  readonly remedy: string;
  readonly errorCode?: string | undefined;
  readonly httpStatus?: number | undefined;
  readonly request?: RequestSummary | undefined;
  /** The same request may succeed later. */
  readonly temporary?: boolean;
  /** The server certainly did nothing: even a request that is not idempotent may be sent again. */
  readonly untouched?: boolean;
  readonly retryAfterMilliseconds?: number | undefined;
  readonly cause?: unknown;
}

/** Everything this package throws. `message` ends with the remedy. */
export class MlflowError extends Error {
  override readonly name = 'MlflowError';
  readonly kind: MlflowErrorKind;
  readonly remedy: string;
  /** MLflow's own code, such as RESOURCE_DOES_NOT_EXIST; undefined where the server sent none. */
  readonly errorCode: string | undefined;
  readonly httpStatus: number | undefined;
  readonly request: RequestSummary | undefined;
  /** True if the same call may succeed later: the network or the server was the reason, not the call. */
  readonly temporary: boolean;
  /** True if the server certainly did not act on the request. */
  readonly untouched: boolean;
  /** What the server asked for with Retry-After, milliseconds. */
  readonly retryAfterMilliseconds: number | undefined;

  constructor(fields: MlflowErrorFields) {
    const where = fields.request
      ? `${fields.request.method} ${fields.request.path} at ${fields.request.trackingUri}: `
      : '';
    const sentence = /[.!?]$/.test(fields.message) ? fields.message : `${fields.message}.`;
    super(`${where}${sentence} ${fields.remedy}`, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.kind = fields.kind;
    this.remedy = fields.remedy;
    this.errorCode = fields.errorCode;
    this.httpStatus = fields.httpStatus;
    this.request = fields.request;
    this.temporary = fields.temporary ?? false;
    this.untouched = fields.untouched ?? false;
    this.retryAfterMilliseconds = fields.retryAfterMilliseconds;
  }
}

/** A value refused before anything is sent. */
export function invalidInput(field: string, expected: string, received: unknown, remedy: string): MlflowError {
  return new MlflowError({
    kind: 'invalid-input',
    errorCode: 'INVALID_PARAMETER_VALUE',
    message: `${field}: expected ${expected}, received ${describe(received)}.`,
    remedy,
    untouched: true,
  });
}

const DESCRIBED_CHARACTERS = 120;

function describe(value: unknown): string {
  if (typeof value === 'string') {
    const shown = value.length > DESCRIBED_CHARACTERS ? `${value.slice(0, DESCRIBED_CHARACTERS)}...` : value;
    return `${JSON.stringify(shown)} (${[...value].length} characters)`;
  }
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  return String(value);
}
