import type { Backend, Variable } from '@collapse/backend';
import { named, type ObjectiveSetting, type Parameters, parameterDefinitions, trainsOnMoments } from '@collapse/models';
import { seedStream, type TrialSpecification } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import type { DatasetTensors } from './dataset-tensors.ts';
import { toEigenbasis } from './eigenbasis.ts';
import { initialParameters, memberOf, type ParameterArrays } from './initial-parameters.ts';
import { packKey } from './pack-key.ts';
import { isLogged } from './schedules.ts';
import type { StepCache } from './step-cache.ts';
import { createStepInputs } from './step-inputs.ts';
import { momentNames, trainingStep } from './training-step.ts';

/** What became of one member of a pack: its parameters (pack axis 1, in the basis it was trained in), or why it stopped. */
export type Trained = { readonly parameters: ParameterArrays } | { readonly diverged: string };

export interface TrainHooks {
  /**
   * Called at each logged step with the members still in training, by index, and their parameters after it, in that
   * order; they are freed when it returns.
   */
  onLogged(step: number, members: readonly number[], parameters: Parameters): void;
  /** Called now and then with the steps done. */
  onProgress(step: number): void;
  readonly signal: AbortSignal;
}

/** Steps between two looks at the clock; a look lets messages in when long enough has passed. */
const STEPS_BETWEEN_LOOKS = 16;
const MILLISECONDS_BETWEEN_BREATHS = 200;

/**
 * Trains the models of a pack, all of one packKey, step by step together. A member whose numbers stop being finite is
 * given up; the others do not notice.
 */
export async function train(
  backend: Backend,
  stepCache: StepCache,
  members: readonly TrialSpecification[],
  data: DatasetTensors,
  hooks: TrainHooks,
): Promise<Trained[]> {
  const [first] = members;
  if (!first || members.some((member) => packKey(member) !== packKey(first))) {
    throw new Error('a pack needs trials of one shape');
  }
  const { dim, count } = data.dataset;
  const { steps, logEvery, batchSize } = first.train;
  const definitions = members.map((member) => parameterDefinitions(member, dim));
  const names = Object.keys(definitions[0] ?? {});
  const setting: ObjectiveSetting = { ...first, dim, batchSize: batchSize === 'full' ? count : batchSize };
  const start = initialParameters(
    members.map((member, index) => ({
      definitions: definitions[index] ?? {},
      seed: seedStream(member.seed, 'initialization'),
    })),
  );
  const variables = createVariables(backend, first, data, start);
  const inputs = createStepInputs(members, setting, data);
  const step = stepCache.get(stepKey(first, setting, members.length, inputs.shapeKey), () =>
    trainingStep(backend, first, setting, members.length, names),
  );
  const diverged = new Map<number, string>();
  const log = (done: number) =>
    tf.tidy(() => {
      const left = [...members.keys()].filter((member) => !diverged.has(member));
      const pack = Object.fromEntries(names.map((name) => [name, backend.readVariable(named(variables, name))]));
      if (left.length > 0) hooks.onLogged(done, left, gatherMembers(pack, left, members.length));
    });
  try {
    log(0);
    let breath = performance.now();
    for (let done = 1; done <= steps && diverged.size < members.length; done++) {
      const varying = inputs.at(done);
      const outputs = step(variables, { ...inputs.constant, ...varying });
      tf.dispose(varying);
      if (isLogged(done, steps, logEvery)) {
        noteDivergence(named(outputs, 'objective'), done, diverged);
        log(done);
      }
      tf.dispose(outputs);
      if (done % STEPS_BETWEEN_LOOKS === 0 && performance.now() - breath > MILLISECONDS_BETWEEN_BREATHS) {
        hooks.onProgress(done);
        await new Promise((resume) => setImmediate(resume));
        hooks.signal.throwIfAborted();
        breath = performance.now();
      }
    }
    const trained = readBack(backend, names, variables);
    return members.map((_, member) => outcome(memberOf(trained, member), diverged.get(member)));
  } finally {
    for (const variable of Object.values(variables)) backend.disposeVariable(variable);
    inputs.dispose();
  }
}

function createVariables(
  backend: Backend,
  specification: TrialSpecification,
  data: DatasetTensors,
  start: ParameterArrays,
): Record<string, Variable> {
  const variables: Record<string, Variable> = {};
  tf.tidy(() => {
    const tensors: Parameters = Object.fromEntries(
      Object.entries(start).map(([name, { shape, values }]) => [name, tf.tensor(values, [...shape])]),
    );
    const placed = specification.objective.basis === 'eigen' ? toEigenbasis(tensors, data.eigenvectors()) : tensors;
    for (const [name, tensor] of Object.entries(placed)) {
      variables[name] = backend.createVariable(tensor);
      for (const moment of momentNames(name)) variables[moment] = backend.createVariable(tf.zerosLike(tensor));
    }
  });
  return variables;
}

/** Whatever the step's code depends on; rates, beta, variance and seed are inputs and stay out. */
function stepKey(
  specification: TrialSpecification,
  setting: ObjectiveSetting,
  packSize: number,
  inputShapes: string,
): string {
  const { model, likelihood, objective } = specification;
  return JSON.stringify([
    model,
    [likelihood.kind, likelihood.learn, likelihood.varianceFloor],
    [objective.estimator, objective.samples, objective.reduction, objective.basis],
    [setting.dim, setting.batchSize, packSize, trainsOnMoments(specification), inputShapes],
  ]);
}

function gatherMembers(pack: Parameters, members: readonly number[], packSize: number): Parameters {
  if (members.length === packSize) return pack;
  return Object.fromEntries(
    Object.entries(pack).map(([name, tensor]) => [name, tf.gather(tensor, tf.tensor1d([...members], 'int32'))]),
  );
}

function noteDivergence(objectives: tf.Tensor, step: number, diverged: Map<number, string>): void {
  for (const [member, value] of objectives.dataSync<'float32'>().entries()) {
    if (Number.isFinite(value) || diverged.has(member)) continue;
    diverged.set(member, `the objective was ${value} at step ${step}`);
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

function readBack(backend: Backend, names: readonly string[], variables: Record<string, Variable>): ParameterArrays {
  return Object.fromEntries(
    names.map((name) => {
      const tensor = backend.readVariable(named(variables, name));
      const values = tensor.dataSync<'float32'>().slice();
      tensor.dispose();
      return [name, { shape: tensor.shape, values }];
    }),
  );
}
