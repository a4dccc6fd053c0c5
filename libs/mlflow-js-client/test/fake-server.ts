import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { ExecutionContext } from 'ava';

export interface RecordedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Answer = (response: ServerResponse, request: RecordedRequest) => void;

export interface FakeServer {
  readonly uri: string;
  readonly port: number;
  readonly requests: readonly RecordedRequest[];
}

/** A server on the loopback that gives the answers in turn, the last one again and again. It closes with the test. */
export async function fakeServer(t: ExecutionContext, ...answers: readonly Answer[]): Promise<FakeServer> {
  const requests: RecordedRequest[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const { method = '', url = '', headers } = incoming;
      const request = { method, url, headers, body: Buffer.concat(chunks).toString() };
      const answer = answers[Math.min(requests.length, answers.length - 1)];
      requests.push(request);
      answer?.(response, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { uri: `http://127.0.0.1:${address.port}`, port: address.port, requests };
}

export function reply(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return (response) => response.writeHead(status, headers).end(body);
}

export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return reply(status, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
}

export const ok: Answer = json(200, {});

export const html: (status: number) => Answer = (status) =>
  reply(status, '<!doctype html><title>Sign in</title>', { 'content-type': 'text/html' });

/** Cuts the connection before, or in the middle of, a reply. */
export const cut: Answer = (response) => response.destroy();
export const cutInBody: Answer = (response) => {
  response.writeHead(200, { 'content-length': '1000', 'content-type': 'application/json' });
  response.write('{"runs":[', () => response.destroy());
};

/** Never answers. */
export const silence: Answer = () => {};
