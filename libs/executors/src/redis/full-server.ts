import { setTimeout as sleep } from 'node:timers/promises';
import type { RedisAddress } from './redis-address.ts';
import { isFull } from './redis-replies.ts';

/** A server that was full and is so again after so long is told of once more. */
const SAID_AGAIN_MILLISECONDS = 60_000;
const FIRST_WAIT_MILLISECONDS = 100;
const LONGEST_WAIT_MILLISECONDS = 3000;

/** What to do while the server's memory is full: say so in one line, and try again. It ends nobody's work. */
export class FullServer {
  readonly #line: string;
  readonly #say: (line: string) => void;
  #seenAt = Number.NEGATIVE_INFINITY;

  constructor({ url }: RedisAddress, say: (line: string) => void) {
    this.#line = `Redis at ${url} is full (maxmemory): trying again until there is room`;
    this.#say = say;
  }

  /** Does something that needs room until there is some. @returns null where `signal` is aborted before */
  async untilRoom<Value>(work: () => Promise<Value>, signal: AbortSignal): Promise<Value | null> {
    for (let wait = FIRST_WAIT_MILLISECONDS; ; wait = Math.min(2 * wait, LONGEST_WAIT_MILLISECONDS)) {
      try {
        return await work();
      } catch (error) {
        if (!this.saw(error)) throw error;
      }
      await sleep(wait, undefined, { signal }).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
      if (signal.aborted) return null;
    }
  }

  /** Does something that may as well be left. @returns null where there is no room */
  async ifRoom<Value>(work: () => Promise<Value>): Promise<Value | null> {
    try {
      return await work();
    } catch (error) {
      if (!this.saw(error)) throw error;
      return null;
    }
  }

  /** Whether an error means that the server is full, which is said then. */
  saw(error: unknown): boolean {
    if (!isFull(error)) return false;
    const now = performance.now();
    const again = now - this.#seenAt < SAID_AGAIN_MILLISECONDS;
    this.#seenAt = now;
    if (!again) this.#say(this.#line);
    return true;
  }
}
