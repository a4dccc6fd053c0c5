/** A worker made of its source, as a page without further files has it. */
export function startWorker(source: string): { readonly worker: Worker; readonly stop: () => void } {
  const address = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  const worker = new Worker(address);
  const stop = () => {
    worker.terminate();
    URL.revokeObjectURL(address);
  };
  return { worker, stop };
}
