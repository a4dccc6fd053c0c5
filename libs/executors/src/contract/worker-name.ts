/** The host in a worker's name, which is `host:process` or `host:process/place`. */
export function hostOf(worker: string): string {
  const end = worker.indexOf(':');
  return end < 0 ? worker : worker.slice(0, end);
}
