import type { Backend } from '@collapse/backend';
import { ClosedFormError } from '@collapse/closed-forms';
import type { Dataset } from '@collapse/datasets';
import { BUILT_IN, type Components, type Estimator, estimatorOf } from '@collapse/models';
import type { AttemptWriter } from '@collapse/study';
import type {
  DoneResult,
  EvaluationSpecification,
  FailedResult,
  HistoryPoint,
  StepCompiler,
  Trial,
  TrialResult,
  TrialSpecification,
} from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import { curvePointCount, openCurveData } from '../curve/curve-data.ts';
import { curvePoints } from '../curve/curve-point.ts';
import { createDatasetTensors, type DatasetTensors } from '../data/dataset-tensors.ts';
import { evaluateTrial } from '../evaluation/evaluate-trial.ts';
import { type FinalMetrics, finalMetrics } from '../evaluation/final-metrics.ts';
import { writePictures } from '../evaluation/pictures.ts';
import { type Posteriors, posteriors } from '../evaluation/posteriors.ts';
import type { ParameterArrays } from '../start/initial-parameters.ts';
import { asTensors } from '../steps/as-tensors.ts';
import { slopeFit } from '../steps/objective-slope.ts';
import { createStepCache, type StepCache } from '../steps/step-cache.ts';
import { openTrial, sizesOf, type TrialModel } from '../trial-model.ts';
import { readWeights } from '../weights/read-weights.ts';
import { writeWeights } from '../weights/weights-file.ts';
import { DivergedError } from './diverged-error.ts';
import { type LoopTiming, type PackTiming, timeLoop, timePacks } from './pack-timing.ts';
import { type TrainHooks, train } from './train.ts';
import type { TrainingProgress } from './training-state.ts';

/** One trial of a pack, and where its files go. */
export interface PackMember {
  readonly trial: Trial;
  readonly attempt: number;
  readonly writer: Pick<AttemptWriter, 'appendHistory' | 'writeFile'>;
}

/** A trial that is done, and trains along: without it the numbers of the others would be rounded otherwise. */
export interface DoneMember {
  readonly trial: Trial;
  readonly writer: null;
}

/** Where the training of a pack was. */
export interface ResumedTraining extends TrainingProgress {
  /** The curve of each member up to there, in the order of the members. */
  readonly curves: readonly Iterable<HistoryPoint>[];
}

/** What is to be kept of a training before it comes to its end. */
export interface KeepCheckpoints {
  /** Whether it is time for one; asked between two calls of the back end. */
  readonly isDue: () => boolean;
  /** The members' writers hold the curve up to there. */
  readonly keep: (progress: TrainingProgress) => void;
}

export interface RunOptions {
  readonly dataset: Dataset;
  /** What runs the steps; TensorFlow's own kernels by default, and where the back end has no XLA. */
  readonly compiler?: StepCompiler;
  /** Host and process that do the work, for the record. */
  readonly worker: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly onProgress: (step: number) => void;
  readonly signal: AbortSignal;
  /** None where it is left out. */
  readonly checkpoints?: KeepCheckpoints;
  /** Where a training of the same members by the same compiler goes on. */
  readonly from?: ResumedTraining;
}

/** Trains trials one after another on one back end, and keeps between them what they share. */
export interface TrainingSession {
  /**
   * From specification to result: trains, measures, and writes history, weights and pictures. A model that diverges, or whose
   * trained numbers no closed form takes, is a failed result; the caller commits it, with the curve so far. @throws what the
   * signal was aborted with, and anything unforeseen.
   */
  runTrial(options: PackMember & RunOptions): Promise<TrialResult>;
  /** The same for trials of one packKey, trained as one; results in the order of the members, those that are done left out. */
  runPack(members: readonly (PackMember | DoneMember)[], options: RunOptions): Promise<TrialResult[]>;
  /**
   * Takes the measures of a done trial again from the weights in its folder, by these settings.
   * @throws UserError where the weights are missing, damaged, or of another trial or other data
   */
  evaluate(result: DoneResult, directory: string, evaluation: EvaluationSpecification, dataset: Dataset): FinalMetrics;
  /**
   * The posteriors of a done trial from the weights in its folder, over its training data and what is held out.
   * @throws UserError where the weights are missing, damaged, or of another trial or other data
   */
  posteriors(result: DoneResult, directory: string, dataset: Dataset): PosteriorsOfParts;
  /** Times packs of trials like this one, for choosePackSize. */
  timePacks(specification: TrialSpecification, dataset: Dataset, largest: number): PackTiming[];
  /** Times a pack of `size` trials like this one as XLA compiles it; null where there is no XLA. */
  timeLoop(specification: TrialSpecification, dataset: Dataset, size: number): LoopTiming | null;
  dispose(): void;
}

export interface PosteriorsOfParts {
  readonly train: Posteriors;
  /** null where the data set holds nothing out. */
  readonly test: Posteriors | null;
}

/** @param components what trials can be made of */
export function createTrainingSession(backend: Backend, components: Components = BUILT_IN): TrainingSession {
  const stepCache = createStepCache(backend);
  let tensors: DatasetTensors | null = null;
  // Trials of one data set mostly follow each other: one set of tensors at a time bounds the memory.
  const tensorsOf = (dataset: Dataset): DatasetTensors => {
    if (tensors?.dataset.key !== dataset.key) {
      tensors?.dispose();
      tensors = createDatasetTensors(dataset);
    }
    return tensors;
  };
  const runPack = (members: readonly (PackMember | DoneMember)[], options: RunOptions) =>
    trainAndMeasure(backend, stepCache, tensorsOf(options.dataset), openMembers(members, options.dataset), options);
  const open = (specification: TrialSpecification, dataset: Dataset) =>
    openTrial(specification, sizesOf(dataset), components);
  const openMembers = (members: readonly (PackMember | DoneMember)[], dataset: Dataset): OpenMember[] =>
    members.map((member) => ({ ...member, model: open(member.trial.specification, dataset) }));
  return {
    runPack,
    async runTrial({ trial, attempt, writer, ...options }) {
      const [result] = await runPack([{ trial, attempt, writer }], options);
      if (!result) throw new Error(`trial ${trial.id} gave no result`);
      return result;
    },
    evaluate: (result, directory, evaluation, dataset) =>
      evaluateTrial(backend, open(result.specification, dataset), result, directory, evaluation, tensorsOf(dataset)),
    posteriors({ specification }, directory, dataset) {
      const trial = open(specification, dataset);
      const parameters = readWeights(directory, trial, dataset);
      const of = (part: 'train' | 'test') => posteriors(trial, parameters, tensorsOf(dataset), part);
      return { train: of('train'), test: dataset.test === null ? null : of('test') };
    },
    timePacks: (specification, dataset, largest) =>
      timePacks(backend, stepCache, open(specification, dataset), tensorsOf(dataset), largest),
    timeLoop: (specification, dataset, size) =>
      timeLoop(backend, stepCache, open(specification, dataset), tensorsOf(dataset), size),
    dispose() {
      stepCache.dispose();
      tensors?.dispose();
      tensors = null;
    },
  };
}

/** A member with what it is made of. */
type OpenMember = (PackMember | DoneMember) & { readonly model: TrialModel };

async function trainAndMeasure(
  backend: Backend,
  stepCache: StepCache,
  data: DatasetTensors,
  members: readonly OpenMember[],
  options: RunOptions,
): Promise<TrialResult[]> {
  const { worker, now } = options;
  const startedAt = now();
  const began = performance.now();
  const { leave } = estimatorOf(members.map(({ model }) => model));
  const { outcomes, compiler, curve, slopes } = await trainWithCurves(backend, stepCache, data, members, options);
  const described = { ...backend.description, ...(compiler === 'graph' ? {} : { compiler }) };
  // A member's share of the pack's time, so that the times of a grid add up.
  const seconds = secondsSince(began, options) / members.length;
  return members.flatMap((member, index) => {
    if (member.writer === null) return [];
    const { trial, attempt, writer, model } = member;
    const { specification } = trial;
    const outcome = outcomes[index] ?? { diverged: 'the pack gave no outcome for it' };
    const record = { trialId: trial.id, specification, attempt, backend: described, startedAt, worker, curve };
    const failed = (error: FailedResult['error']): FailedResult => ({
      ...record,
      status: 'failed',
      finishedAt: now(),
      error,
    });
    if ('diverged' in outcome) return failed({ reason: 'diverged', message: outcome.diverged });
    const arrays = leave ? rotatedBack(leave, outcome.parameters, data) : outcome.parameters;
    const tensors = asTensors(arrays);
    try {
      const slope = slopes[index]?.slope() ?? { objective_slope: null, objective_slope_se: null };
      const done = { steps: specification.train.steps, seconds, ...slope };
      const final = finalMetrics(backend, model, { arrays, tensors }, data, done);
      writeWeights(writer, specification, arrays, data.dataset.moments.mean);
      const pictures = writePictures(backend, model, tensors, data, writer);
      return { ...record, status: 'done', finishedAt: now(), ...final, pictures };
    } catch (error) {
      // One model's numbers must not take the others of its pack down, and another attempt would end with the same.
      if (error instanceof DivergedError) return failed({ reason: 'diverged', message: error.message });
      if (!(error instanceof ClosedFormError)) throw error;
      return failed({ reason: 'error', message: `${error.name}: ${error.message}` });
    } finally {
      tf.dispose(tensors);
    }
  });
}

/** Trains a pack and writes each member's curve. */
async function trainWithCurves(
  backend: Backend,
  stepCache: StepCache,
  data: DatasetTensors,
  members: readonly OpenMember[],
  { compiler = 'graph', now, onProgress, signal, checkpoints, from }: RunOptions,
) {
  const began = performance.now();
  const models = members.map(({ model }) => model);
  const slopes = members.map(
    ({
      trial: {
        specification: { train, objective },
      },
    }) => slopeFit(train, objective),
  );
  // The same for every member: it depends on what a pack has in common.
  const points = models[0] ? curvePointCount(models[0], data.dataset.count) : 0;
  const curveData = openCurveData(data, points);
  for (const [index, curve] of from?.curves.entries() ?? []) {
    for (const point of curve) {
      members[index]?.writer?.appendHistory(point);
      if (point.metrics.objective !== undefined) slopes[index]?.add(point.step, point.metrics.objective);
    }
  }
  try {
    const hooks: TrainHooks = {
      onLogged(step, indices, parameters) {
        const measured = curvePoints(backend, models, parameters, data, curveData.tensors);
        for (const index of indices) {
          const metrics = measured[index];
          // What is not finite has no place on a curve; whether the model has diverged its steps say.
          if (!metrics) continue;
          members[index]?.writer?.appendHistory({ step, timestamp: now(), metrics });
          if (metrics.objective !== undefined) slopes[index]?.add(step, metrics.objective);
        }
      },
      onProgress,
      signal,
      ...(checkpoints && {
        checkpoints: {
          isDue: checkpoints.isDue,
          keep: (state) => checkpoints.keep({ state, seconds: secondsSince(began, { from }) }),
        },
      }),
    };
    const trained = await train(backend, stepCache, models, data, compiler, hooks, from?.state);
    return { ...trained, curve: { points }, slopes };
  } finally {
    curveData.dispose();
  }
}

/** What a training has taken, with what it took before it was taken up. */
function secondsSince(began: number, { from }: { readonly from?: ResumedTraining | undefined }): number {
  return (performance.now() - began) / 1000 + (from?.seconds ?? 0);
}

/** The parameters in the basis of the data. */
function rotatedBack(
  leave: NonNullable<Estimator['leave']>,
  trained: ParameterArrays,
  data: DatasetTensors,
): ParameterArrays {
  const rotated = tf.tidy(() => ({ ...leave(tf, asTensors(trained), data) }));
  const arrays = Object.fromEntries(
    Object.entries(rotated).map(([name, tensor]) => [
      name,
      { shape: tensor.shape, values: tensor.dataSync<'float32'>().slice() },
    ]),
  );
  tf.dispose(rotated);
  return arrays;
}
