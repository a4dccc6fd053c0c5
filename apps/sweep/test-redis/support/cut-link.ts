import { once } from 'node:events';
import { createServer, connect as dial, type Socket } from 'node:net';

/** A link to a server on this machine that can be cut: nothing passes then, and nobody is told. */
export interface Link {
  readonly port: number;
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

export async function openLink(serverPort: number): Promise<Link> {
  /** Each end with the one that its bytes go to. */
  const ends = new Map<Socket, Socket>();
  let broken = false;
  const server = createServer((near) => {
    const far = dial(serverPort, '127.0.0.1');
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.set(one, other);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        ends.delete(one);
        other.destroy();
      });
      if (broken) hold(one);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the system gave no port');
  return {
    port: address.port,
    cut() {
      broken = true;
      for (const socket of ends.keys()) hold(socket);
    },
    mend() {
      broken = false;
      for (const [from, to] of ends) from.pipe(to);
    },
    async close() {
      for (const socket of ends.keys()) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function hold(socket: Socket): void {
  socket.unpipe();
  socket.pause();
}
