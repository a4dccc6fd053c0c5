import type { SyncReport } from '../send/sync-report.ts';

export interface LiveSyncSettings {
  readonly directory: string;
  readonly trackingUri: string;
  readonly pollMilliseconds: number;
  readonly shareOfTime: number;
}

export type ToLiveSync = { readonly kind: 'flush' } | { readonly kind: 'stop' };

export type FromLiveSync =
  | { readonly kind: 'notice'; readonly line: string }
  /** A trial was sent: how many this sync has. */
  | { readonly kind: 'sent'; readonly count: number }
  /** report is null where not everything could be sent. */
  | { readonly kind: 'flushed'; readonly report: SyncReport | null; readonly reason: string | null }
  | { readonly kind: 'stopped' };
