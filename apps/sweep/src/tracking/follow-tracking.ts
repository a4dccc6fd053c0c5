import { type LiveSync, startLiveSync } from '@collapse/tracking';
import type { ChosenTracking } from './choose-tracking.ts';
import { syncCommand } from './sync-command.ts';
import { trackingText } from './tracking-text.ts';

const FLUSH_MILLISECONDS = 60_000;

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
      const { report, reason } = await live.flush(FLUSH_MILLISECONDS);
      await live.stop();
      return report === null ? `mlflow    not all was sent (${reason}); to go on: ${later}` : trackingText(report);
    },
    async interrupt() {
      await live?.stop();
      return live === null ? null : `To send what is done to MLflow:\n  ${later}`;
    },
  };
}
