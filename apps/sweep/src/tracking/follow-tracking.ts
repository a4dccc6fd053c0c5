import { type LiveSync, startLiveSync } from '@collapse/tracking';
import type { ChosenTracking } from './choose-tracking.ts';
import { syncCommand } from './sync-command.ts';
import { trackingText } from './tracking-text.ts';

const IDLE_MILLISECONDS = 60_000;
const MILLISECONDS_BETWEEN_LINES = 5000;

/** Sends a study to MLflow as it is trained; nothing here fails or delays the training. */
export interface FollowedTracking {
  /** Begins once the study folder is this run's. */
  start(): void;
  /** Sends the rest, and returns what the closing summary says of it. */
  finish(): Promise<string | null>;
  /** Stops at once and returns how to send the rest; null where nothing is sent at all. */
  interrupt(): Promise<string | null>;
}

export function followTracking(
  directory: string,
  chosen: ChosenTracking | null,
  onNotice: (line: string) => void,
): FollowedTracking {
  let live: LiveSync | null = null;
  if (chosen === null) {
    return { start: () => undefined, finish: async () => null, interrupt: async () => null };
  }
  const later = syncCommand(directory, chosen);
  return {
    start() {
      live = startLiveSync({ directory, trackingUri: chosen.trackingUri, onNotice });
    },
    async finish() {
      if (live === null) return null;
      let last = performance.now();
      const { report, reason } = await live.flush(IDLE_MILLISECONDS, (count) => {
        if (performance.now() - last < MILLISECONDS_BETWEEN_LINES) return;
        last = performance.now();
        onNotice(`Sending to MLflow: ${count} trials so far. To leave the rest for later, stop here; then: ${later}`);
      });
      await live.stop();
      return report === null ? `mlflow    not all was sent (${reason}); to go on: ${later}` : trackingText(report);
    },
    async interrupt() {
      await live?.stop();
      return live === null ? null : `To send what is done to MLflow:\n  ${later}`;
    },
  };
}
