import type { DataReply, DataRequest } from './data-messages.ts';

/** Reads a file in a worker of its own, made of `source`. Returns how to stop it. */
export function readInWorker(source: string, file: File, onReply: (reply: DataReply) => void): () => void {
  const address = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  const worker = new Worker(address);
  const stop = () => {
    worker.terminate();
    URL.revokeObjectURL(address);
  };
  worker.addEventListener('message', ({ data }: MessageEvent<DataReply>) => {
    if (data.kind !== 'step') stop();
    onReply(data);
  });
  worker.addEventListener('error', ({ message }) => {
    stop();
    onReply({ kind: 'problem', message: `${file.name} could not be read: ${message || 'the worker stopped'}.` });
  });
  worker.postMessage({ file } satisfies DataRequest);
  return stop;
}
