import { createServer, type RequestListener } from 'node:http';
import type { ExecutionContext } from 'ava';

export interface FileServer {
  readonly url: string;
  /** The paths asked for so far. */
  readonly requests: readonly string[];
}

/** An HTTP server on loopback whose n-th request is answered by the n-th listener, the last one answering the rest. */
export async function fileServer(t: ExecutionContext, answers: readonly RequestListener[]): Promise<FileServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const answer = answers[Math.min(requests.length, answers.length - 1)];
    requests.push(request.url ?? '');
    answer?.(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return { url: `http://127.0.0.1:${address.port}/data`, requests };
}

export const answerStatus =
  (status: number): RequestListener =>
  (_request, response) =>
    response.writeHead(status).end('no');

export const answerBytes =
  (bytes: Uint8Array): RequestListener =>
  (_request, response) =>
    response.writeHead(200, { 'content-length': bytes.length }).end(bytes);

/** Announces the whole body, sends half of it and drops the connection. */
export const answerCut =
  (bytes: Uint8Array): RequestListener =>
  (_request, response) => {
    response.writeHead(200, { 'content-length': bytes.length });
    response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
  };
