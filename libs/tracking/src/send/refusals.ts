import { MlflowError } from 'mlflow-js-client';
import type { TrackingPaths } from '../server/tracking-paths.ts';
import { appendDeadLetter, isRefusal } from './dead-letters.ts';

export interface RefusalReason {
  readonly reason: string;
  readonly remedy: string;
  readonly errorCode: string | null;
}

/** Keeps what a server refuses of one run as dead letters, so that the rest of the run goes on. */
export class Refusals {
  runId: string | null = null;
  readonly #paths: TrackingPaths;
  readonly #owner: { readonly trialId: string; readonly attempt: number } | null;
  readonly #now: () => number;
  #count = 0;

  constructor(
    paths: TrackingPaths,
    owner: { readonly trialId: string; readonly attempt: number } | null,
    now: () => number,
  ) {
    this.#paths = paths;
    this.#owner = owner;
    this.#now = now;
  }

  get count(): number {
    return this.#count;
  }

  add(what: string, { reason, remedy, errorCode }: RefusalReason): void {
    this.#count += 1;
    const { trialId = null, attempt = null } = this.#owner ?? {};
    const timestamp = Math.trunc(this.#now());
    appendDeadLetter(this.#paths, { trialId, attempt, runId: this.runId, what, reason, remedy, errorCode, timestamp });
  }

  addError(what: string, error: MlflowError): void {
    const { message, remedy, errorCode = null } = error;
    this.add(what, { reason: message.replace(` ${remedy}`, ''), remedy, errorCode });
  }

  /** @throws what is not the server's refusal of this request alone */
  async unlessRefused(what: string, request: Promise<void>): Promise<void> {
    try {
      await request;
    } catch (error) {
      if (!(error instanceof MlflowError) || !isRefusal(error)) throw error;
      this.addError(what, error);
    }
  }
}
