/** Ends what has said nothing for too long, by this process's own steady clock: timestamps of other hosts are not asked. */
export class ProgressWatchdog<Key> {
  readonly #limit: number;
  readonly #onStalled: (key: Key) => void;
  readonly #lastWord = new Map<Key, number>();
  #timer: NodeJS.Timeout | undefined;
  #lastLook = 0;

  /** @param limit milliseconds; infinite for a watchdog that sleeps */
  constructor(limit: number, onStalled: (key: Key) => void) {
    this.#limit = limit;
    this.#onStalled = onStalled;
  }

  /** Notes a word; the first one starts the watch. */
  hear(key: Key): void {
    if (!Number.isFinite(this.#limit)) return;
    this.#lastWord.set(key, performance.now());
    if (this.#timer !== undefined) return;
    this.#lastLook = performance.now();
    this.#timer = setInterval(() => this.#look(), this.#limit / LOOKS);
    this.#timer.unref();
  }

  forget(key: Key): void {
    this.#lastWord.delete(key);
    if (this.#lastWord.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    const now = performance.now();
    // This process itself was stopped for a while: it could not hear.
    const deaf = now - this.#lastLook > this.#limit / 2;
    this.#lastLook = now;
    for (const [key, last] of this.#lastWord) {
      if (deaf) this.#lastWord.set(key, now);
      else if (now - last > this.#limit) {
        this.forget(key);
        this.#onStalled(key);
      }
    }
  }
}

const LOOKS = 8;
