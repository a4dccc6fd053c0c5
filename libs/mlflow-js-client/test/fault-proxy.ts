import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';

/**
 * `*-before`: the request never reaches the server; `*-after`: the server has carried it out and the client does not learn
 * of it.
 */
export type Fault =
  | 'none'
  | 'cut-request'
  | 'cut-before'
  | 'cut-after'
  | 'cut-in-reply'
  | '500-before'
  | '502-after'
  | '503-retry-after'
  | '429'
  | 'garbled-after'
  | 'slow-after';

export const FAULTS: readonly Exclude<Fault, 'none'>[] = [
  'cut-request',
  'cut-before',
  'cut-after',
  'cut-in-reply',
  '500-before',
  '502-after',
  '503-retry-after',
  '429',
  'garbled-after',
  'slow-after',
];

export interface FaultProxy {
  readonly uri: string;
  /** How often each fault was played. */
  readonly played: Map<Fault, number>;
  close(): void;
}

/** Stands between a client and a real server and spoils the requests that `choose` names. */
export async function startFaultProxy(
  serverUri: string,
  choose: (method: string, path: string) => Fault,
  slowMilliseconds: number,
): Promise<FaultProxy> {
  const played = new Map<Fault, number>();
  const { hostname, port } = new URL(serverUri);
  const server = createServer((incoming, response) => {
    const fault = choose(incoming.method ?? '', incoming.url ?? '');
    played.set(fault, (played.get(fault) ?? 0) + 1);
    if (fault === 'cut-before') {
      incoming.socket.destroy();
    } else if (fault === 'cut-request') {
      cutRequest(incoming, hostname, Number(port));
    } else {
      collect(incoming, async (body) => {
        if (!answerBefore(fault, response)) answerAfter(fault, await forward(incoming, body, hostname, port), response);
      });
    }
  });
  const answerAfter = (fault: Fault, reply: { status: number; body: Buffer }, response: ServerResponse) => {
    const whole = { 'content-type': 'application/json', 'content-length': reply.body.length };
    if (fault === 'cut-after') {
      response.destroy();
    } else if (fault === 'cut-in-reply') {
      response.writeHead(reply.status, { ...whole, 'content-length': reply.body.length + 100 });
      response.write(reply.body, () => response.destroy());
    } else if (fault === '502-after') {
      response.writeHead(502, { 'content-type': 'text/html' }).end('<html><title>502 Bad Gateway</title></html>');
    } else if (fault === 'garbled-after') {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"half":');
    } else if (fault === 'slow-after') {
      setTimeout(() => response.writeHead(reply.status, whole).end(reply.body), slowMilliseconds).unref();
    } else {
      response.writeHead(reply.status, whole).end(reply.body);
    }
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    uri: `http://127.0.0.1:${address.port}`,
    played,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function answerBefore(fault: Fault, response: ServerResponse): boolean {
  if (fault === '500-before') {
    const body = JSON.stringify({ error_code: 'INTERNAL_ERROR', message: 'database is locked' });
    response.writeHead(500, { 'content-type': 'application/json' }).end(body);
  } else if (fault === '503-retry-after') {
    response.writeHead(503, { 'retry-after': '2' }).end('busy');
  } else if (fault === '429') {
    response.writeHead(429, { 'retry-after': '1' }).end('slow down');
  } else {
    return false;
  }
  return true;
}

/** Passes on the headers and the first half of the body, then drops both connections. */
function cutRequest(incoming: IncomingMessage, hostname: string, port: number): void {
  const outgoing = httpRequest({
    hostname,
    port,
    method: incoming.method,
    path: incoming.url,
    headers: incoming.headers,
  });
  outgoing.on('error', () => incoming.socket.destroy());
  incoming.once('data', (chunk: Buffer) => {
    outgoing.write(chunk.subarray(0, chunk.length >> 1), () => {
      outgoing.destroy();
      incoming.socket.destroy();
    });
  });
  incoming.once('end', () => incoming.socket.destroy());
}

function forward(
  incoming: IncomingMessage,
  body: Buffer,
  hostname: string,
  port: string,
): Promise<{ status: number; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const { method, url: path, headers } = incoming;
    const outgoing = httpRequest({ hostname, port, method, path, headers, agent: false }, (reply) => {
      collect(reply, (received) => resolve({ status: reply.statusCode ?? 0, body: received }));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function collect(stream: IncomingMessage, done: (body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('end', () => done(Buffer.concat(chunks)));
}
