import {
  type Checkpoint,
  type CheckpointHeader,
  DamagedCheckpoint,
  type KeptCheckpoint,
  listCheckpoints,
  parseHistory,
  readCheckpoint,
  readResult,
  type StudyPaths,
  studyPaths,
} from '@collapse/study';
import { codeDigest, fromCheckpoint, type ResumedTraining, stateOfMember } from '@collapse/training';
import {
  type BackendDescription,
  canonicalJson,
  type HistoryPoint,
  type StepCompiler,
  type Trial,
  trialId,
} from '@collapse/trials';
import type { TrialGroup } from '../contract/executor.ts';
import { CURVE } from './keep-checkpoint.ts';

/** A training that goes on where an earlier attempt left it. */
export interface TakenUp {
  /** The pack, in its order; those that are not of the group are done, and train along. */
  readonly trials: readonly Trial[];
  readonly compiler: StepCompiler;
  readonly from: ResumedTraining;
}

/**
 * Finds the furthest checkpoint of earlier attempts at a group that this process can go on from, to the last bit on the same
 * kind of processor, which is not compared. One that is
 * damaged is passed over; one of other code, of another back end or of other data is of no use.
 * @returns null where there is none
 */
export function takeUp(
  group: TrialGroup,
  backend: BackendDescription,
  onNotice: (line: string) => void,
): TakenUp | null {
  const [first] = group;
  if (first === undefined) return null;
  const paths = studyPaths(first.studyDirectory);
  const ids = new Set(group.map(({ trial }) => trial.id));
  const [who, verb] = group.length === 1 ? [`Trial ${first.trial.id}`, 's'] : [packText(group), ''];
  let refusal: string | null = null;
  for (const { path, header } of earlierCheckpoints(group, ids, paths)) {
    const other =
      header && (otherTraining(header, first.dataset.checksum, backend) ?? otherMembers(header, ids, paths));
    refusal ??= other;
    if (other !== null) continue;
    try {
      const checkpoint = readCheckpoint(path);
      const taken = takenFrom(checkpoint, ids, paths);
      onNotice(`${who} ${verb === '' ? 'go' : 'goes'} on from ${stepText(checkpoint.header)}.`);
      return taken;
    } catch (error) {
      if (!(error instanceof DamagedCheckpoint)) throw error;
      refusal ??= 'damaged';
      onNotice(`${path} is damaged and passed over: ${error.message}.`);
    }
  }
  if (refusal !== null) onNotice(`${who} start${verb} anew: the checkpoint is ${refusal}.`);
  return null;
}

/** Those of a pack are in the folder of one member, which need not be of this group. */
function earlierCheckpoints(group: TrialGroup, ids: ReadonlySet<string>, paths: StudyPaths): KeptCheckpoint[] {
  if (group.every(({ attempt }) => attempt === 1)) return [];
  return listCheckpoints(paths).filter(
    ({ trialId: id, header }) => ids.has(id) || header?.trials.some((trial) => ids.has(trial.id)),
  );
}

/** Why steps of this process would not be those that the checkpoint's would have been; null where they would. */
function otherTraining(header: CheckpointHeader, data: string, backend: BackendDescription): string | null {
  const { device, name, versions } = header.backend;
  if (header.code !== codeDigest()) return 'of another version of the code';
  if (header.node !== process.versions.node) return `of Node ${header.node}`;
  if (canonicalJson(header.backend) !== canonicalJson(backend)) {
    const text = Object.entries(versions).map(([library, version]) => `${library} ${version}`);
    return `of another back end, ${name} on ${device} with ${text.join(' and ')}`;
  }
  if (header.data !== data) return 'of other data';
  return header.trials.every(({ id, specification }) => trialId(specification) === id)
    ? null
    : 'of another specification';
}

function otherMembers({ trials }: CheckpointHeader, ids: ReadonlySet<string>, paths: StudyPaths): string | null {
  const members = new Set(trials.map(({ id }) => id));
  const fits = [...ids].every((id) => members.has(id)) && (ids.size === 1 || isWhole(trials, ids, paths));
  return fits ? null : 'of other trials together';
}

/** Whether a group is all of a pack that is not done. */
function isWhole(trials: readonly Trial[], ids: ReadonlySet<string>, paths: StudyPaths): boolean {
  return trials.every(({ id }) => ids.has(id) || readResult(paths.trial(id))?.status === 'done');
}

function takenFrom(checkpoint: Checkpoint, ids: ReadonlySet<string>, paths: StudyPaths): TakenUp {
  const { trials, compiler } = checkpoint.header;
  const progress = fromCheckpoint(checkpoint);
  const curves = trials.map((_, member) => curveOf(checkpoint, member));
  if (isWhole(trials, ids, paths)) return { trials, compiler, from: { ...progress, curves } };
  // One that is tried alone after the death of a worker: it takes its share of the pack along.
  const member = trials.findIndex(({ id }) => ids.has(id));
  return {
    trials: trials.slice(member, member + 1),
    compiler,
    from: { ...stateOfMember(progress, member, trials.length), curves: curves.slice(member, member + 1) },
  };
}

function curveOf({ arrays }: Checkpoint, member: number): Iterable<HistoryPoint> {
  const bytes = arrays.get(`${CURVE}${member}`)?.values;
  return parseHistory(bytes instanceof Uint8Array ? Buffer.from(bytes).toString() : '');
}

function stepText({ step, trials }: CheckpointHeader): string {
  const steps = trials[0]?.specification.train.steps ?? step;
  return `step ${step.toLocaleString('en')} of ${steps.toLocaleString('en')}`;
}

function packText(group: TrialGroup): string {
  return `Trial ${group[0]?.trial.id} and ${group.length - 1} that are trained with it`;
}
