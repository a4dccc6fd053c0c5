export type { DeadLetter } from './dead-letters.ts';
export type { FlushOutcome, LiveSync, LiveSyncOptions } from './live-sync.ts';
export { startLiveSync } from './live-sync.ts';
export type { ReviewLink } from './review-links.ts';
export type { StudySyncOptions } from './study-sync.ts';
export type { BlockedTrial, SyncReport } from './sync-report.ts';
export { syncStudy } from './sync-study.ts';
export type { Difference, VerifyOptions, VerifyReport } from './verify-study.ts';
export { verifyStudy } from './verify-study.ts';
