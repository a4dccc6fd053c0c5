import type { Backend } from '@collapse/backend';
import type { Parameters } from '@collapse/models';
import type { StepCompiler } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import { nextLogged } from '../curve/curve-steps.ts';
import type { DatasetTensors } from '../data/dataset-tensors.ts';
import { memberOf, type ParameterArrays } from '../start/initial-parameters.ts';
import type { StepCache } from '../steps/step-cache.ts';
import type { TrialModel } from '../trial-model.ts';
import { openPack } from './pack-in-training.ts';
import type { TrainingState } from './training-state.ts';

/** What became of one member of a pack: its parameters (pack axis 1, in the basis it was trained in), or why it stopped. */
export type Trained = { readonly parameters: ParameterArrays } | { readonly diverged: string };

export interface TrainHooks {
  /**
   * Called at each logged step with the members still in training, by index, and the parameters of the whole pack after it,
   * which are freed when it returns: rounding may depend on how many members are looked at together, so those that have
   * diverged stay among them.
   */
  onLogged(step: number, members: readonly number[], parameters: Parameters): void;
  /** Called now and then with the steps done. */
  onProgress(step: number): void;
  readonly signal: AbortSignal;
  /** Left out where nothing is to be kept of a training that does not come to its end. */
  readonly checkpoints?: {
    /** Whether it is time for one; asked between two calls of the back end. */
    isDue(): boolean;
    /** Keeps the state. It is read while this runs. */
    keep(state: TrainingState): void;
  };
}

/** Between two breaths messages wait, such as one to stop; one call of the back end should not take longer either. */
const MILLISECONDS_BETWEEN_BREATHS = 200;

/**
 * Trains the models of a pack, all of one packKey, step by step together. A member whose numbers stop being finite is
 * given up; the others do not notice. Every call of the back end is looked at, so that it does not depend on the curve
 * whether a model diverges. What the signal ends leaves a checkpoint.
 * @param from where a training of the same members was: what follows is the same to the last bit
 */
export async function train(
  backend: Backend,
  stepCache: StepCache,
  members: readonly TrialModel[],
  data: DatasetTensors,
  compiler: StepCompiler,
  hooks: TrainHooks,
  from: TrainingState | null = null,
): Promise<{ readonly outcomes: Trained[]; readonly compiler: StepCompiler }> {
  const pack = openPack(backend, stepCache, members, data, compiler, from);
  const { steps, logEvery } = (members[0] as TrialModel).specification.train;
  const diverged = new Map<number, string>(from?.diverged);
  const calls = readCallsLate(diverged);
  const log = (done: number) =>
    tf.tidy(() => {
      const left = [...members.keys()].filter((member) => !diverged.has(member));
      if (left.length > 0) hooks.onLogged(done, left, pack.parameters());
    });
  let kept = from?.step ?? 0;
  const keepCheckpoint = (step: number) => {
    if (step === kept) return;
    calls.readAll();
    hooks.checkpoints?.keep({ ...pack.state(), diverged });
    kept = step;
  };
  try {
    if (from === null) log(0);
    let breath = performance.now();
    let stepsInTime = 1;
    let logged = nextLogged(from?.step ?? 0, steps, logEvery);
    for (let done = from?.step ?? 0; done < steps && diverged.size < members.length; ) {
      const count = Math.min(pack.stepsAtOnce, stepsInTime, logged - done);
      const began = performance.now();
      calls.push({ objectives: pack.advance(count), first: done + 1, last: done + count });
      done += count;
      if (done === logged) calls.readAll();
      stepsInTime = Math.ceil((count * MILLISECONDS_BETWEEN_BREATHS) / (performance.now() - began));
      if (done === logged) {
        log(done);
        logged = nextLogged(done, steps, logEvery);
      }
      if (hooks.checkpoints?.isDue()) keepCheckpoint(done);
      if (performance.now() - breath > MILLISECONDS_BETWEEN_BREATHS) {
        hooks.onProgress(done);
        await new Promise((resume) => setImmediate(resume));
        if (hooks.signal.aborted) keepCheckpoint(done);
        hooks.signal.throwIfAborted();
        breath = performance.now();
      }
    }
    calls.readAll();
    const trained = pack.read();
    const outcomes = members.map((_, member) => outcome(memberOf(trained, member), diverged.get(member)));
    return { outcomes, compiler: pack.compiler };
  } finally {
    calls.dispose();
    pack.dispose();
  }
}

/** What a call of the back end gave: the objective of each member, [P], before the last of its steps. */
interface Call {
  readonly objectives: tf.Tensor;
  readonly first: number;
  readonly last: number;
}

/** Reads each call's objectives when the next one is under way, so that a device need not wait for this process. */
function readCallsLate(diverged: Map<number, string>) {
  let unread: Call | null = null;
  const read = () => {
    if (unread) noteDivergence(unread, diverged);
    unread?.objectives.dispose();
    unread = null;
  };
  return {
    push(call: Call) {
      read();
      unread = call;
    },
    readAll: read,
    dispose() {
      unread?.objectives.dispose();
    },
  };
}

function noteDivergence({ objectives, first, last }: Call, diverged: Map<number, string>): void {
  for (const [member, value] of objectives.dataSync<'float32'>().entries()) {
    if (Number.isFinite(value) || diverged.has(member)) continue;
    const steps =
      first === last ? `at step ${last}` : `at step ${last}, the last of a call of steps ${first} to ${last}`;
    diverged.set(member, `the objective was ${value} ${steps}`);
  }
}

function outcome(parameters: ParameterArrays, diverged: string | undefined): Trained {
  if (diverged !== undefined) return { diverged };
  for (const [name, { values }] of Object.entries(parameters)) {
    const broken = values.find((value) => !Number.isFinite(value));
    if (broken !== undefined) return { diverged: `${name} held ${broken} after the last step` };
  }
  return { parameters };
}
