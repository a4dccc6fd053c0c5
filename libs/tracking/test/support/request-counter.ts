import { createServer, request as httpRequest } from 'node:http';

export interface RequestCounter {
  readonly uri: string;
  /** Requests that change something on the server, since the last reset: method and path. */
  readonly writes: string[];
  reset(): void;
  close(): void;
}

/** Stands between a client and a server, passes everything on and keeps what would change something. */
export async function startRequestCounter(serverUri: string): Promise<RequestCounter> {
  const writes: string[] = [];
  const { hostname, port } = new URL(serverUri);
  const server = createServer((incoming, response) => {
    const { method = '', url: path = '', headers } = incoming;
    if (method !== 'GET' && !path.endsWith('/search')) writes.push(`${method} ${path}`);
    const outgoing = httpRequest({ hostname, port, method, path, headers, agent: false }, (reply) => {
      response.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(response);
    });
    outgoing.on('error', () => response.destroy());
    incoming.pipe(outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    uri: `http://127.0.0.1:${address.port}`,
    writes,
    reset: () => void writes.splice(0),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
