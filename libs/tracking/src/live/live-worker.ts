import { existsSync, statSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { studyPaths } from '@collapse/study';
import { messageOf } from '@collapse/trials';
import { MlflowClient, MlflowError } from 'mlflow-js-client';
import { StudySync } from '../send/study-sync.ts';
import type { FromLiveSync, LiveSyncSettings, ToLiveSync } from './live-messages.ts';

/** Runs in the live sync's thread until it is told to stop. */

const { directory, trackingUri, pollMilliseconds, shareOfTime }: LiveSyncSettings = workerData;
const LONGEST_PAUSE = 30_000;
const stopping = new AbortController();
/** Ends the pause between two looks at the study folder. */
let waking = new AbortController();
let isFlushing = false;

parentPort?.on('message', (message: ToLiveSync) => {
  if (message.kind === 'stop') stopping.abort();
  else isFlushing = true;
  waking.abort();
});

const tell = (message: FromLiveSync) => parentPort?.postMessage(message);
const notice = (line: string) => tell({ kind: 'notice', line });

let sync: StudySync | null = null;
let isAway = false;
let failures = 0;
let seen = '';

async function main(): Promise<void> {
  const paths = studyPaths(directory);
  while (!stopping.signal.aborted) {
    try {
      if (existsSync(paths.grid)) await send(fileState(paths.journal));
      if (isAway) notice(`MLflow at ${client.trackingUri} answers again: sending what is new.`);
      isAway = false;
      failures = 0;
    } catch (error) {
      if (!pause(error)) return giveUp(error);
    }
    await sleep(Math.min(LONGEST_PAUSE, pollMilliseconds * 2 ** failures));
  }
}

/** @param state of the journal, which has a line for each trial that ends; nothing is sent while it stays the same */
async function send(state: string): Promise<void> {
  const flushing = isFlushing;
  if (state === seen && !flushing) return;
  const onSent = (count: number) => tell({ kind: 'sent', count });
  sync ??= await StudySync.open({ directory, client, environment: process.env, now: Date.now, onSent });
  if (!flushing) {
    if (await sync.sendTrials({ trialsAtOnce: 1, rest })) seen = state;
    return;
  }
  await sync.sendTrials();
  await sync.sendStudy();
  seen = state;
  isFlushing = false;
  tell({ kind: 'flushed', report: sync.report(), reason: null });
}

/** Leaves the machine to the training, until the end of it: then the rest is sent at full speed. */
async function rest(busyMilliseconds: number): Promise<boolean> {
  await sleep(busyMilliseconds * (1 / shareOfTime - 1));
  return !isFlushing && !stopping.signal.aborted;
}

/** Whether to go on later: the server is away, which training need not know. */
function pause(error: unknown): boolean {
  if (stopping.signal.aborted) return true;
  if (!(error instanceof MlflowError) || !error.temporary) return false;
  failures += 1;
  if (!isAway)
    notice(
      `MLflow at ${client.trackingUri} is away (${error.kind}). Training goes on, and the study folder keeps all.`,
    );
  isAway = true;
  if (isFlushing) tell({ kind: 'flushed', report: null, reason: `MLflow at ${client.trackingUri} is away` });
  isFlushing = false;
  return true;
}

function giveUp(error: unknown): void {
  notice(`Nothing more is sent to MLflow in this run. ${messageOf(error)}`);
  if (isFlushing) tell({ kind: 'flushed', report: null, reason: 'sending had stopped' });
}

function close(): void {
  sync?.close();
}

function fileState(path: string): string {
  const { size, mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? { size: 0, mtimeMs: 0 };
  return `${size} ${mtimeMs}`;
}

async function sleep(milliseconds: number): Promise<void> {
  if (isFlushing || stopping.signal.aborted) return;
  waking = new AbortController();
  await wait(milliseconds, undefined, { signal: waking.signal }).catch((error: unknown) => {
    if (!waking.signal.aborted) throw error;
  });
}

const client = new MlflowClient({
  trackingUri,
  signal: stopping.signal,
  timeout: 60_000,
  maxRetries: 2,
  backoffFactor: 0.5,
});

try {
  await main();
} finally {
  close();
  tell({ kind: 'stopped' });
  parentPort?.close();
}
