import type { ReviewLink } from '../links/review-links.ts';

/** A trial that only a person can put right in MLflow, such as one whose run was deleted there. */
export interface BlockedTrial {
  readonly trialId: string;
  readonly runName: string;
  readonly what: string;
  readonly remedy: string;
}

/** What a sync did, and how a study stands on its server. */
export interface SyncReport {
  readonly trackingUri: string;
  readonly experimentId: string;
  /** The study's own run. */
  readonly runId: string;
  /** Trials in the study folder. */
  readonly trials: number;
  /** Trials sent by this sync. */
  readonly sent: number;
  /** Whether the study's own run was sent. */
  readonly studySent: boolean;
  readonly blocked: readonly BlockedTrial[];
  /** Things the server refused for good, now or earlier; each is a line of the file. */
  readonly refused: number;
  readonly deadLetters: string;
  /** Where to look at the study in MLflow. */
  readonly links: readonly ReviewLink[];
}
