import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { messageOf } from '@collapse/trials';
import type { SyncReport } from '../send/sync-report.ts';
import type { FromLiveSync, LiveSyncSettings, ToLiveSync } from './live-messages.ts';

export interface LiveSyncOptions {
  /** The study folder; it need not be there yet. */
  readonly directory: string;
  readonly trackingUri: string;
  /** Told rarely, in whole sentences: that the server is away, that it is back, that nothing more is sent. */
  readonly onNotice: (line: string) => void;
  /** How often the study folder is looked at. */
  readonly pollMilliseconds?: number;
  /**
   * How much of the time may be spent on sending while the study is trained, 0 to 1. By default a hundredth of what the
   * machine's cores have, since the server may be on the same ones.
   */
  readonly shareOfTime?: number;
}

export interface FlushOutcome {
  /** null where not everything could be sent; the study folder keeps the rest for `sweep sync`. */
  readonly report: SyncReport | null;
  /** Why there is no report. */
  readonly reason: string | null;
}

/** Sends a study to MLflow while it is being trained, from a thread of its own that reads the study folder. */
export interface LiveSync {
  /**
   * Sends what is left at full speed, the study's own run included; gives up where no trial was sent for so long.
   * @param onSent told how many trials have been sent since the start
   */
  flush(idleLimitMilliseconds: number, onSent?: (count: number) => void): Promise<FlushOutcome>;
  /** Ends it, wherever it is: nothing is lost by that. A second call does nothing. */
  stop(): Promise<void>;
}

const STOP_MILLISECONDS = 3000;
const CORE_SHARE = 0.01;

/** Never throws and never waits for the server: its absence is one notice. */
export function startLiveSync(options: LiveSyncOptions): LiveSync {
  const { directory, trackingUri, onNotice, pollMilliseconds = 2000 } = options;
  const shareOfTime = options.shareOfTime ?? Math.min(1, CORE_SHARE * availableParallelism());
  const workerData: LiveSyncSettings = { directory, trackingUri, pollMilliseconds, shareOfTime };
  const worker = new Worker(new URL('./live-worker.ts', import.meta.url), { workerData, name: 'mlflow sync' });
  const ended = Promise.withResolvers<string>();
  let flushed: PromiseWithResolvers<FlushOutcome> | null = null;
  let onTrial: (count: number) => void = () => undefined;
  let isEnded = false;
  worker.on('message', (message: FromLiveSync) => {
    if (message.kind === 'notice') onNotice(message.line);
    else if (message.kind === 'sent') onTrial(message.count);
    else if (message.kind === 'flushed') flushed?.resolve({ report: message.report, reason: message.reason });
    else ended.resolve('it was stopped');
  });
  worker.on('error', (error) => {
    onNotice(`Sending to MLflow stopped: ${messageOf(error)}`);
  });
  worker.on('exit', () => {
    isEnded = true;
    ended.resolve('sending had stopped');
  });
  const tell = (message: ToLiveSync) => worker.postMessage(message);
  return {
    async flush(idleLimitMilliseconds, onSent = () => undefined) {
      flushed = Promise.withResolvers<FlushOutcome>();
      const seconds = Math.round(idleLimitMilliseconds / 1000);
      const late = timeLimit(idleLimitMilliseconds, `MLflow took nothing for ${seconds} s`);
      onTrial = (count) => {
        late.restart();
        onSent(count);
      };
      tell({ kind: 'flush' });
      const failed = (reason: string): FlushOutcome => ({ report: null, reason });
      try {
        return await Promise.race([flushed.promise, ended.promise.then(failed), late.promise.then(failed)]);
      } finally {
        late.cancel();
      }
    },
    async stop() {
      if (isEnded) return;
      tell({ kind: 'stop' });
      const late = timeLimit(STOP_MILLISECONDS, '');
      await Promise.race([ended.promise, late.promise]);
      late.cancel();
      if (isEnded) return;
      const exited = once(worker, 'exit');
      await worker.terminate();
      await exited;
    },
  };
}

interface TimeLimit {
  readonly promise: Promise<string>;
  restart(): void;
  cancel(): void;
}

function timeLimit(milliseconds: number, reason: string): TimeLimit {
  const { promise, resolve } = Promise.withResolvers<string>();
  const timer = setTimeout(() => resolve(reason), milliseconds);
  return { promise, restart: () => void timer.refresh(), cancel: () => clearTimeout(timer) };
}
