import { dirname } from 'node:path';
import {
  type AttemptWriter,
  CHECKPOINT_FORMAT,
  encodeCheckpoint,
  errorCode,
  listCheckpoints,
  readResult,
  removeCheckpoint,
  type StudyPaths,
} from '@collapse/study';
import { codeDigest, type TrainingProgress, toCheckpoint } from '@collapse/training';
import { type BackendDescription, messageOf, type Trial } from '@collapse/trials';

/** The name of a member's curve among the arrays of a checkpoint, before its number. */
export const CURVE = 'curve ';

/** What the checkpoints of one training have in common. */
export interface Kept {
  readonly paths: StudyPaths;
  /** In the order of the pack; null for one that is done and trains along. */
  readonly members: readonly { readonly trial: Trial; readonly writer: AttemptWriter | null }[];
  readonly backend: BackendDescription;
  /** sha256 of the data set's values. */
  readonly data: string;
  readonly onNotice: (line: string) => void;
}

/**
 * Keeps checkpoints of a training, in the folder of the pack's last attempt that is committed. Where one cannot be written the
 * training goes on, and one line says so.
 */
export function checkpointKeeper({
  paths,
  members,
  backend,
  data,
  onNotice,
}: Kept): (progress: TrainingProgress) => void {
  const trials = members.map(({ trial }) => trial);
  const holder = members.findLast(({ writer }) => writer !== null);
  let told = false;
  let superseded = false;
  const encoded = (progress: TrainingProgress) => {
    const { header, arrays } = toCheckpoint(progress);
    const versions = { code: codeDigest(), node: process.versions.node, backend, data };
    const curves = members.map(({ writer }, member) => {
      const bytes = writer?.curve() ?? new Uint8Array();
      return { name: `${CURVE}${member}`, type: 'uint8' as const, shape: [bytes.length], values: () => bytes };
    });
    return encodeCheckpoint({ format: CHECKPOINT_FORMAT, trials, ...versions, ...header }, [...arrays, ...curves]);
  };
  return (progress) => {
    try {
      holder?.writer?.writeCheckpoint(encoded(progress));
    } catch (error) {
      if (errorCode(error) === undefined) throw error;
      if (!told)
        onNotice(`No checkpoint of trial ${holder?.trial.id} is kept, its training goes on. ${messageOf(error)}`);
      told = true;
      return;
    }
    const attempt = holder?.writer?.directory;
    if (!superseded && attempt !== undefined) removeSuperseded(paths, trials, attempt);
    superseded = true;
  };
}

/**
 * Removes the checkpoints of earlier attempts at trials whose training is further, or done; not those that others still need.
 * @param except a folder whose checkpoints stay
 */
export function removeSuperseded(paths: StudyPaths, trials: readonly Trial[], except: string | null): void {
  const ids = new Set(trials.map(({ id }) => id));
  const isOver = (id: string) => ids.has(id) || readResult(paths.trial(id))?.status === 'done';
  for (const { path, header } of listCheckpoints(paths, ids)) {
    if (except !== null && dirname(path) === except) continue;
    if (header === null || header.trials.every(({ id }) => isOver(id))) removeCheckpoint(path);
  }
}
