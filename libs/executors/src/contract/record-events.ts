import type { Journal } from '@collapse/study';
import type { ExecutorEvent } from './executor.ts';

/** A listener that writes an executor's events to the study's journal. Progress and notices stay out of it. */
export function recordEvents(journal: Journal): (event: ExecutorEvent) => void {
  const finished = new Set<string>();
  return (event) => {
    const { kind, timestamp } = event;
    if (kind === 'started') {
      const { trialId, attempt, worker, log } = event;
      journal.append({ kind, timestamp, trialId, attempt, worker, ...(log === null ? {} : { log }) });
    } else if (kind === 'retrying') {
      const { trialId, attempt, reason, message } = event;
      journal.append({ kind, timestamp, trialId, attempt, reason, message });
    } else if (kind === 'finished') {
      const { result } = event;
      const { trialId, attempt, finishedAt } = result;
      // Of two copies of a trial both end with the one result.
      if (finished.has(trialId)) return;
      finished.add(trialId);
      if (result.status === 'done') {
        journal.append({ kind: 'finished', timestamp: finishedAt, trialId, attempt, adoptedFrom: null });
      } else {
        journal.append({ kind: 'failed', timestamp: finishedAt, trialId, attempt, ...result.error });
      }
    }
  };
}
