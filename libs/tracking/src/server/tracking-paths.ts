import { createHash } from 'node:crypto';
import { join } from 'node:path';

/** Files kept in the study folder about its copy on one server. */
export interface TrackingPaths {
  readonly directory: string;
  /** What the server has acknowledged. */
  readonly position: string;
  /** What the server refuses for good. */
  readonly deadLetters: string;
}

/** Holds a folder for each server that a study was sent to. */
export function trackingFolder(studyDirectory: string): string {
  return join(studyDirectory, 'tracking');
}

/** @param trackingUri without user name and password, as MlflowClient gives it */
export function trackingPaths(studyDirectory: string, trackingUri: string): TrackingPaths {
  const server = createHash('sha256').update(trackingUri).digest('hex').slice(0, 16);
  const directory = join(trackingFolder(studyDirectory), server);
  return {
    directory,
    position: join(directory, 'position.jsonl'),
    deadLetters: join(directory, 'dead-letters.jsonl'),
  };
}
