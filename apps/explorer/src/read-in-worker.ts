import type { DataReply, DataRequest } from './data-messages.ts';
import { startWorker } from './start-worker.ts';

/** Reads a file in a worker of its own, made of `source`. Returns how to stop it. */
export function readInWorker(source: string, file: File, onReply: (reply: DataReply) => void): () => void {
  const { worker, stop } = startWorker(source);
  worker.addEventListener('message', ({ data }: MessageEvent<DataReply>) => {
    if (data.kind !== 'step') stop();
    onReply(data);
  });
  worker.addEventListener('error', ({ message }) => {
    stop();
    onReply({ kind: 'problem', message: `${file.name} could not be read: ${message || 'the worker stopped'}.` });
  });
  worker.postMessage({ kind: 'file', file, source } satisfies DataRequest);
  return stop;
}
