import { MlflowError, type RequestSummary } from './errors.ts';
import { retryAfterMilliseconds } from './retry-after.ts';

const NEVER_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);
const CERTIFICATE = /CERT|SIGNATURE|UNABLE_TO_GET_ISSUER/;
const NOT_THE_PROTOCOL = /^(EPROTO|ERR_SSL_|ERR_TLS_|HPE_)/;
const TIMED_OUT = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT']);

/** Explains why no reply came. */
export function explainNoReply(cause: unknown, request: RequestSummary): MlflowError {
  const code = errorCodeOf(cause);
  const shown = code ?? innermostMessage(cause);
  if (code !== undefined && NEVER_CONNECTED.has(code)) {
    return new MlflowError({
      kind: 'unreachable',
      message: `No connection (${shown}).`,
      remedy: 'Check that the server runs and that the address and port are right.',
      request,
      temporary: true,
      untouched: true,
      cause,
    });
  }
  if (shown === 'bad port') {
    return new MlflowError({
      kind: 'unreachable',
      message: "Node's fetch refuses to connect to this port (bad port).",
      remedy: 'It is reserved for another protocol: run the server on another port.',
      request,
      untouched: true,
      cause,
    });
  }
  if (code !== undefined && CERTIFICATE.test(code)) {
    return new MlflowError({
      kind: 'certificate',
      message: `The server's certificate is not trusted (${shown}).`,
      remedy: 'Set NODE_EXTRA_CA_CERTS to the certificate of its authority; for a trial only, insecureTls: true.',
      request,
      untouched: true,
      cause,
    });
  }
  if (code !== undefined && NOT_THE_PROTOCOL.test(code)) {
    return new MlflowError({
      kind: 'wrong-protocol',
      message: `The server does not speak this protocol (${shown}).`,
      remedy: 'Try http:// instead of https:// in the address, or the other way round.',
      request,
      cause,
    });
  }
  if (code !== undefined && TIMED_OUT.has(code)) return explainTimeout(request, undefined, cause);
  return new MlflowError({
    kind: 'connection-lost',
    message: `The connection broke before the reply was complete (${shown}).`,
    remedy:
      'The server may have restarted, or a proxy cut the connection; if it never works, check http against https.',
    request,
    temporary: true,
    cause,
  });
}

export function explainTimeout(request: RequestSummary, milliseconds: number | undefined, cause: unknown): MlflowError {
  return new MlflowError({
    kind: 'timeout',
    message:
      milliseconds === undefined ? 'No reply in time.' : `No complete reply within ${Math.round(milliseconds)} ms.`,
    remedy: 'The server may be busy: raise the timeout option, or send less at once.',
    request,
    temporary: true,
    cause,
  });
}

/** Explains a reply that is not a success. `sentJson`: the request had a JSON body. */
export function explainReply(
  reply: { readonly status: number; readonly headers: Headers; readonly text: string; readonly redact: Redact },
  request: RequestSummary,
  sentJson: boolean,
  now: number,
): MlflowError {
  const { status, headers, text, redact } = reply;
  const { errorCode, message } = serverMessage(status, text, redact);
  const base = { errorCode, httpStatus: status, request, message };
  const retryAfter = retryAfterMilliseconds(headers.get('retry-after'), now);
  if (status >= 300 && status < 400) {
    return new MlflowError({
      ...base,
      kind: 'redirected',
      message: `${status}: redirected to ${redact(locationWithoutSecrets(headers.get('location')))}.`,
      remedy: 'Use the address it redirects to as tracking URI; a redirected POST would lose its body.',
      untouched: true,
    });
  }
  if (status === 401) {
    return new MlflowError({
      ...base,
      kind: 'unauthorized',
      remedy:
        "Set username and password (MLFLOW_TRACKING_USERNAME, MLFLOW_TRACKING_PASSWORD) or token; MLflow's own basic-auth takes no token.",
      untouched: true,
    });
  }
  if (status === 403) return explainForbidden(base, text);
  if (status === 404 && errorCode === undefined) {
    return new MlflowError({
      ...base,
      kind: 'unknown-endpoint',
      remedy:
        'The address is not that of a tracking server (check its path), or its MLflow is too old for this call: see serverVersion().',
      untouched: true,
    });
  }
  if (status === 404 || errorCode === 'RESOURCE_DOES_NOT_EXIST') {
    return new MlflowError({
      ...base,
      kind: 'not-found',
      remedy: 'Check the id; it may belong to another server.',
      untouched: true,
    });
  }
  if (errorCode === 'RESOURCE_ALREADY_EXISTS') {
    return new MlflowError({
      ...base,
      kind: 'already-exists',
      remedy: 'Take the existing one; names stay taken after deletion, so it may have to be restored.',
      untouched: true,
    });
  }
  if (/must be in the 'active' state/.test(text)) {
    return new MlflowError({
      ...base,
      kind: 'deleted',
      remedy: 'It was deleted: restore it with restoreRun or restoreExperiment, or use another.',
      untouched: true,
    });
  }
  if (/plain HTTP request was sent to HTTPS port|HTTP request to an HTTPS server/i.test(text)) {
    return new MlflowError({
      ...base,
      kind: 'wrong-protocol',
      remedy: 'Use https:// in the address.',
      untouched: true,
    });
  }
  if (status === 429) {
    return new MlflowError({
      ...base,
      kind: 'rate-limited',
      remedy: 'Send less often, or in larger batches.',
      temporary: true,
      untouched: true,
      retryAfterMilliseconds: retryAfter,
    });
  }
  if (status >= 500 || status === 408) {
    return new MlflowError({
      ...base,
      kind: 'server-error',
      remedy: "Look into the server's log for the reason.",
      // MLflow's own failures are JSON; its HTML 500 is an answer to the body, and would come again.
      temporary: [408, 500, 502, 503, 504].includes(status) && !(status === 500 && sentJson && isHtml(text)),
      retryAfterMilliseconds: retryAfter,
    });
  }
  return new MlflowError({
    ...base,
    kind: 'refused',
    remedy: 'Correct the call: it will be refused again as it is.',
    untouched: true,
  });
}

function explainForbidden(
  base: { errorCode: string | undefined; httpStatus: number; request: RequestSummary; message: string },
  text: string,
): MlflowError {
  if (/invalid host header/i.test(text)) {
    return new MlflowError({
      ...base,
      kind: 'host-refused',
      remedy:
        'The server takes only some host names: reach it as localhost or 127.0.0.1, or start it with --allowed-hosts naming this one. /health and /version are exempt and prove nothing.',
      untouched: true,
    });
  }
  return new MlflowError({
    ...base,
    kind: 'forbidden',
    remedy: 'The user has no permission for this resource, or the resource does not exist (MLflow does not say which).',
    untouched: true,
  });
}

/** Explains a success whose body is not what MLflow sends. */
export function explainBadBody(status: number, text: string, request: RequestSummary): MlflowError {
  if (isHtml(text)) {
    return new MlflowError({
      kind: 'not-mlflow',
      httpStatus: status,
      message: `${status} with an HTML page instead of JSON.`,
      remedy:
        'The address leads to a web page, such as a login or a proxy: give the address of the tracking server itself.',
      request,
    });
  }
  return new MlflowError({
    kind: 'garbled-reply',
    httpStatus: status,
    message: `${status} with a body that is not JSON: ${shorten(text)}`,
    remedy: 'Something between client and server changes replies, or the address is not that of a tracking server.',
    request,
    temporary: true,
  });
}

/** A server may repeat what it was sent, the password too. */
type Redact = (text: string) => string;

function serverMessage(
  status: number,
  text: string,
  redact: Redact,
): { errorCode: string | undefined; message: string } {
  const parsed = parseObject(text);
  if (parsed && typeof parsed.error_code === 'string') {
    const detail = typeof parsed.message === 'string' ? parsed.message : '';
    const errorCode = redact(parsed.error_code);
    return { errorCode, message: `${status} ${errorCode}: ${shorten(redact(detail))}` };
  }
  if (isHtml(text)) {
    const title = /<title>([^<]*)/i.exec(text)?.[1]?.trim();
    return {
      errorCode: undefined,
      message: `${status} with an HTML page${title ? ` "${shorten(redact(title))}"` : ''}.`,
    };
  }
  return { errorCode: undefined, message: `${status}: ${shorten(redact(text))}` };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isHtml(text: string): boolean {
  return /^\s*<(!doctype|html|head|body)/i.test(text);
}

const SHOWN_CHARACTERS = 1000;

function shorten(text: string): string {
  const clean = text.trim();
  if (clean === '') return '(empty)';
  return clean.length > SHOWN_CHARACTERS ? `${clean.slice(0, SHOWN_CHARACTERS)}...` : clean;
}

function locationWithoutSecrets(location: string | null): string {
  const url = location !== null && URL.canParse(location) ? new URL(location) : null;
  return url ? `${url.origin}${url.pathname}` : 'another address';
}

/** The first system or undici code in an error, its causes, or the parts of an AggregateError. */
function errorCodeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  // Node 24's parser errors have a name but no code.
  if (error.name === 'HTTPParserError') return 'HPE_INVALID';
  const parts = error instanceof AggregateError ? error.errors : [error.cause];
  for (const part of parts) {
    const code = errorCodeOf(part);
    if (code !== undefined) return code;
  }
  return undefined;
}

function innermostMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? innermostMessage(error.cause) : error.message;
}
