import type { Job } from 'bullmq';
import type { WorkerMessage } from '../../contract/worker-message.ts';
import type { JobProgress } from '../protocol/redis-messages.ts';

/** Passes on what is said while a job runs. */
export interface Relay {
  say(message: WorkerMessage): void;
  /** Everything said but progress, for the job's outcome. */
  readonly kept: readonly WorkerMessage[];
  close(): void;
}

const BETWEEN_MILLISECONDS = 500;

/** Sends messages together, a few times a second at most; of a trial's progress only the latest. */
export function relayMessages(job: Job): Relay {
  const kept: WorkerMessage[] = [];
  let fresh: WorkerMessage[] = [];
  const steps = new Map<string, WorkerMessage>();
  let sending = false;
  const send = async () => {
    if (sending || (fresh.length === 0 && steps.size === 0)) return;
    const messages = [...fresh, ...steps.values()];
    fresh = [];
    steps.clear();
    sending = true;
    try {
      await job.updateProgress({ messages } satisfies JobProgress);
    } catch (error) {
      // Progress is for show: the outcome tells everything again.
      if (!(error instanceof Error)) throw error;
    } finally {
      sending = false;
    }
  };
  const timer = setInterval(() => void send(), BETWEEN_MILLISECONDS);
  return {
    kept,
    say(message) {
      if (message.kind === 'progress') {
        steps.set(message.trialId, message);
        return;
      }
      kept.push(message);
      fresh.push(message);
      // The first word on a trial should not wait.
      if (message.kind === 'started') setImmediate(() => void send());
    },
    close: () => clearInterval(timer),
  };
}
