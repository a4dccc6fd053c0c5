import { setTimeout as sleep } from 'node:timers/promises';
import type { RedisAddress } from './redis-address.ts';
import { type Refusal, refusalOf } from './redis-replies.ts';

/** A refusal that is met again after so long is told of once more. */
const TELL_AGAIN_MILLISECONDS = 60_000;
const FIRST_WAIT_MILLISECONDS = 100;
const MAX_WAIT_MILLISECONDS = 3000;

const WORDS: Readonly<Record<Refusal, string>> = {
  OOM: 'is full (maxmemory): trying again until there is room',
  MISCONF: 'takes no writes, since it cannot save to its disk (MISCONF): trying again until it can',
  READONLY: 'takes no writes, since it is a replica (READONLY): trying again until it takes them',
  LOADING: 'is loading its data (LOADING): trying again until it has',
};

/** What to do while a server that is there refuses commands: say so in one line, and try again. It ends nobody's work. */
export class RefusingServer {
  readonly #url: string;
  readonly #say: (line: string) => void;
  readonly #seenAt = new Map<Refusal, number>();

  constructor({ url }: RedisAddress, say: (line: string) => void) {
    this.#url = url;
    this.#say = say;
  }

  /** Does something that must be done, as often as it takes. @returns null where `signal` is aborted before */
  async untilAccepted<Value>(work: () => Promise<Value>, signal: AbortSignal): Promise<Value | null> {
    for (let wait = FIRST_WAIT_MILLISECONDS; ; wait = Math.min(2 * wait, MAX_WAIT_MILLISECONDS)) {
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

  /** Does something that may as well be left. @returns null where it is refused */
  async ifAccepted<Value>(work: () => Promise<Value>): Promise<Value | null> {
    try {
      return await work();
    } catch (error) {
      if (!this.saw(error)) throw error;
      return null;
    }
  }

  /** Whether an error is a refusal that passes, which is said then. */
  saw(error: unknown): boolean {
    const refusal = refusalOf(error);
    if (refusal === null) return false;
    const now = performance.now();
    const again = now - (this.#seenAt.get(refusal) ?? Number.NEGATIVE_INFINITY) < TELL_AGAIN_MILLISECONDS;
    this.#seenAt.set(refusal, now);
    if (!again) this.#say(`Redis at ${this.#url} ${WORDS[refusal]}`);
    return true;
  }
}
