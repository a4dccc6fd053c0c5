import { Agent, type RequestOptions, request } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/**
 * A fetch for https servers whose certificate cannot be verified. Node's own fetch takes no such setting without another
 * package or a switch for the whole process, so this one goes through node:https with an agent of its own.
 */
export function fetchWithoutVerification(): Fetch {
  const agent = new Agent({ rejectUnauthorized: false, keepAlive: true });
  return (url, init) => (url.startsWith('https:') ? exchange(url, init, agent) : fetch(url, init));
}

function exchange(url: string, init: RequestInit, agent: Agent): Promise<Response> {
  return new Promise((resolve, reject) => {
    const options: RequestOptions = {
      agent,
      method: init.method ?? 'GET',
      headers: Object.fromEntries(new Headers(init.headers)),
    };
    if (init.signal) options.signal = init.signal;
    const outgoing = request(url, options, (incoming) => {
      const status = incoming.statusCode ?? 0;
      const headers = new Headers(
        Object.entries(incoming.headers).flatMap(([name, value]) =>
          [value ?? []].flat().map((one) => [name, one] as [string, string]),
        ),
      );
      const empty = [204, 205, 304].includes(status);
      if (empty) incoming.resume();
      resolve(
        new Response(empty ? null : (Readable.toWeb(incoming) as ReadableStream<Uint8Array>), { status, headers }),
      );
    });
    outgoing.on('error', reject);
    const { body } = init;
    const stream = body instanceof Blob ? body.stream() : body;
    if (stream instanceof ReadableStream) {
      pipeline(Readable.fromWeb(stream as NodeReadableStream<Uint8Array>), outgoing).catch(reject);
    } else if (typeof body === 'string' || body instanceof Uint8Array) {
      outgoing.end(body);
    } else {
      outgoing.end();
    }
  });
}
