import type { Backend, CompiledStep, Inputs, Variable } from '@collapse/backend';
import { named, type ObjectiveSetting, type Parameters, parameterDefinitions, trainsOnMoments } from '@collapse/models';
import { seedStream, type TrialSpecification } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import { createBatchStream } from './batch-stream.ts';
import type { DatasetTensors } from './dataset-tensors.ts';
import { toEigenbasis } from './eigenbasis.ts';
import { initialParameters, type ParameterArrays } from './initial-parameters.ts';
import { betaAt, isLogged, learningRateAt } from './schedules.ts';
import { momentNames, trainingStep } from './training-step.ts';

/** A trial stopped because what it computes is no longer a number. */
export class DivergedError extends Error {
  override readonly name = 'DivergedError';
}

export interface TrainHooks {
  /** Called at each logged step, with the parameters after it; they are freed when it returns. */
  onLogged(step: number, parameters: Parameters): void;
  /** Called now and then with the steps done. */
  onProgress(step: number): void;
  readonly signal: AbortSignal;
}

/** Steps between two looks at the clock; a look lets messages in when long enough has passed. */
const STEPS_BETWEEN_LOOKS = 16;
const MILLISECONDS_BETWEEN_BREATHS = 200;

/** Trains one model and returns its parameters, pack axis 1, in the basis that it was trained in. */
export async function train(
  backend: Backend,
  specification: TrialSpecification,
  data: DatasetTensors,
  hooks: TrainHooks,
): Promise<ParameterArrays> {
  const { dim, count } = data.dataset;
  const { train: plan, objective, optimizer, seed } = specification;
  const batchSize = plan.batchSize === 'full' ? count : plan.batchSize;
  const definitions = parameterDefinitions(specification, dim);
  const start = initialParameters(definitions, [seedStream(seed, 'initialization')]);
  const variables = createVariables(backend, specification, data, start);
  const names = Object.keys(definitions);
  const setting: ObjectiveSetting = { ...specification, dim, batchSize };
  const step = compiledStep(backend, specification, setting, names, count);
  const constants = constantInputs(specification, data);
  const draw = stepInputs(specification, count, batchSize);
  const report = (done: number) =>
    tf.tidy(() =>
      hooks.onLogged(
        done,
        Object.fromEntries(names.map((name) => [name, backend.readVariable(named(variables, name))])),
      ),
    );
  try {
    report(0);
    let breath = performance.now();
    for (let done = 1; done <= plan.steps; done++) {
      const varying = draw({
        done,
        beta: betaAt(objective, done),
        learningRate: learningRateAt(optimizer, done, plan.steps),
      });
      const outputs = step(variables, { ...constants.fixed, ...constants.borrowed, ...varying });
      tf.dispose(varying);
      if (isLogged(done, plan.steps, plan.logEvery)) {
        refuseDivergence(named(outputs, 'objective'), done);
        report(done);
      }
      tf.dispose(outputs);
      if (done % STEPS_BETWEEN_LOOKS === 0 && performance.now() - breath > MILLISECONDS_BETWEEN_BREATHS) {
        hooks.onProgress(done);
        await new Promise((resume) => setImmediate(resume));
        hooks.signal.throwIfAborted();
        breath = performance.now();
      }
    }
    return readBack(backend, names, variables);
  } finally {
    for (const variable of Object.values(variables)) backend.disposeVariable(variable);
    tf.dispose(constants.fixed);
    step.dispose();
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

function compiledStep(
  backend: Backend,
  specification: TrialSpecification,
  setting: ObjectiveSetting,
  names: readonly string[],
  count: number,
): CompiledStep {
  const { model, likelihood, objective } = specification;
  // Whatever the code path depends on; rates, beta, variance and seed are inputs and stay out.
  const key = JSON.stringify([
    model,
    [likelihood.kind, likelihood.learn, likelihood.varianceFloor],
    [objective.estimator, objective.samples, objective.reduction, objective.basis],
    [setting.dim, setting.batchSize, count, trainsOnMoments(specification)],
  ]);
  return backend.compile(trainingStep(backend, specification, setting, 1, names), { key });
}

/** Inputs that stay the same for all steps: `fixed` are this trial's to free, `borrowed` are the data set's. */
function constantInputs(
  specification: TrialSpecification,
  data: DatasetTensors,
): { fixed: Record<string, tf.Tensor>; borrowed: Inputs } {
  const { optimizer, likelihood, objective } = specification;
  const fixed = {
    fixedLogVariance: tf.fill([1, 1, 1], Math.log(likelihood.variance)),
    beta1: tf.scalar(optimizer.beta1),
    beta2: tf.scalar(optimizer.beta2),
    epsilon: tf.scalar(optimizer.epsilon),
  };
  if (trainsOnMoments(specification)) {
    const eigen = objective.basis === 'eigen';
    const eigenvalues = data.eigenvalues();
    return eigen
      ? { fixed: { ...fixed, variances: tf.transpose(eigenvalues, [0, 2, 1]) }, borrowed: { covariance: eigenvalues } }
      : { fixed, borrowed: { covariance: data.covariance(), variances: data.variances() } };
  }
  if (likelihood.kind === 'gaussian') return { fixed, borrowed: { values: data.centred('train') } };
  return { fixed, borrowed: { values: data.plain('train'), mean: data.mean() } };
}

/** Makes the inputs of each step; the caller frees them. */
function stepInputs(specification: TrialSpecification, count: number, batchSize: number) {
  const { optimizer, objective, train: plan, seed } = specification;
  const batches = plan.batchSize === 'full' ? null : createBatchStream(count, batchSize, seedStream(seed, 'batches'));
  const [low, high] = seedStream(seed, 'noise');
  return ({ done, beta, learningRate }: { done: number; beta: number; learningRate: number }) => ({
    beta: tf.tensor1d([beta]),
    learningRate: tf.scalar(learningRate),
    beta1Power: tf.scalar(optimizer.beta1 ** done),
    beta2Power: tf.scalar(optimizer.beta2 ** done),
    ...(batches ? { indices: tf.tensor1d(batches.next(), 'int32') } : {}),
    ...(objective.estimator === 'stochastic'
      ? { noiseSeed: tf.tensor2d([low, (high + done) | 0], [1, 2], 'int32') }
      : {}),
  });
}

function refuseDivergence(objective: tf.Tensor, step: number): void {
  const [value = Number.NaN] = objective.dataSync<'float32'>();
  if (!Number.isFinite(value)) throw new DivergedError(`the objective was ${value} at step ${step}`);
}

function readBack(backend: Backend, names: readonly string[], variables: Record<string, Variable>): ParameterArrays {
  return Object.fromEntries(
    names.map((name) => {
      const tensor = backend.readVariable(named(variables, name));
      const values = tensor.dataSync<'float32'>().slice();
      tensor.dispose();
      const broken = values.findIndex((value) => !Number.isFinite(value));
      if (broken >= 0) throw new DivergedError(`${name} held ${values[broken]} after the last step`);
      return [name, { shape: tensor.shape, values }];
    }),
  );
}
