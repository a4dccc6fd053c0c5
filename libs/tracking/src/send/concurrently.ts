/**
 * Runs `work` on each item, at most `limit` at a time, taking items as it goes: an endless source needs no memory.
 * @throws the first error, once the work under way has ended; nothing new is begun after it
 */
export async function forEachConcurrently<Item>(
  items: Iterable<Item>,
  limit: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const source = items[Symbol.iterator]();
  const failures: unknown[] = [];
  const worker = async () => {
    for (let next = source.next(); failures.length === 0 && !next.done; next = source.next()) {
      try {
        await work(next.value);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
  source.return?.();
  if (failures.length > 0) throw failures[0];
}
