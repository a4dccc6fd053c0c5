import type { Backend, Variable } from '@collapse/backend';
import { estimatorOf, named, type Parameters } from '@collapse/models';
import { packKey, type StepCompiler, seedStream } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import type { DatasetTensors } from '../data/dataset-tensors.ts';
import { type ArrayOfShape, initialParameters, type ParameterArrays, stateName } from '../start/initial-parameters.ts';
import { startLinear } from '../start/linear-start.ts';
import { asTensors } from '../steps/as-tensors.ts';
import { slotName } from '../steps/optimizer-inputs.ts';
import type { StepCache } from '../steps/step-cache.ts';
import { createStepInputs } from '../steps/step-inputs.ts';
import { stepKey } from '../steps/step-key.ts';
import { createStepRunner, type StepRunner } from '../steps/step-runner.ts';
import { type StepParts, trainingStep } from '../steps/training-step.ts';
import type { TrialModel } from '../trial-model.ts';
import type { TrainingState } from './training-state.ts';

/** The models of a pack while they train. */
export interface PackInTraining extends StepRunner {
  /** The parameters as they stand, for the caller to free. */
  parameters(): Parameters;
  /** The same as arrays. */
  read(): ParameterArrays;
  /** All that steps change, as it stands. Its values are read when they are asked for, which must be before the next step. */
  state(): Omit<TrainingState, 'diverged'>;
  dispose(): void;
}

/**
 * Sets up the training of a pack: starting values, inputs and what runs its steps.
 * @param compiler where the back end has no XLA, its own kernels serve
 * @param from where a pack of the same members was
 * @throws Error where the members are not of one packKey
 */
export function openPack(
  backend: Backend,
  stepCache: StepCache,
  members: readonly TrialModel[],
  data: DatasetTensors,
  compiler: StepCompiler,
  from: TrainingState | null = null,
): PackInTraining {
  const [first] = members;
  const keyOf = ({ specification }: TrialModel) => packKey(specification);
  if (!first || members.some((member) => keyOf(member) !== keyOf(first))) {
    throw new Error('a pack needs trials of one shape');
  }
  const { dim, count } = data.dataset;
  const { batchSize } = first.specification.train;
  const names = Object.keys(first.model.parameters);
  const parts: StepParts = {
    trial: first,
    estimator: estimatorOf(members),
    batchSize: batchSize === 'full' ? count : batchSize,
    packSize: members.length,
  };
  const variables = from ? restoredVariables(backend, from) : startingVariables(backend, parts, data, members);
  const inputs = createStepInputs(members, parts, data, from);
  const setting = { dim, batchSize: parts.batchSize, estimator: parts.estimator.name };
  const runner = {
    key: stepKey(first.specification, setting, members.length, inputs.shapeKey),
    step: (encoderOnly: boolean) => trainingStep(backend, parts, names, encoderOnly),
    parts,
    inputs,
    variables,
  };
  const stepRunner = createStepRunner(backend, stepCache, runner, compiler);
  return {
    ...stepRunner,
    parameters: () => Object.fromEntries(names.map((name) => [name, backend.readVariable(named(variables, name))])),
    read: () => readBack(backend, names, variables),
    state: () => ({
      step: inputs.done(),
      compiler: stepRunner.compiler,
      variables: Object.fromEntries(
        Object.entries(variables).map(([name, variable]) => [
          name,
          { shape: variable.shape, values: () => valuesOf(backend, variable).values },
        ]),
      ),
      batches: inputs.batches(),
    }),
    dispose() {
      for (const variable of Object.values(variables)) backend.disposeVariable(variable);
      inputs.dispose();
    },
  };
}

function restoredVariables(backend: Backend, { variables }: TrainingState): Record<string, Variable> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, { shape, values }]) => {
      const tensor = tf.tensor(values(), [...shape]);
      const variable = backend.createVariable(tensor);
      tensor.dispose();
      return [name, variable];
    }),
  );
}

function startingVariables(
  backend: Backend,
  parts: StepParts,
  data: DatasetTensors,
  members: readonly TrialModel[],
): Record<string, Variable> {
  const start = initialParameters(
    members.map(({ model, specification }) => ({
      definitions: model.parameters,
      seed: seedStream(specification.seed, 'initialization'),
    })),
  );
  for (const [member, trial] of members.entries()) startLinear(trial, data.dataset, start, member);
  return { ...createVariables(backend, parts, data, start), ...createState(backend, members) };
}

function createVariables(
  backend: Backend,
  { trial, estimator }: StepParts,
  data: DatasetTensors,
  start: ParameterArrays,
): Record<string, Variable> {
  const variables: Record<string, Variable> = {};
  tf.tidy(() => {
    const tensors = asTensors(start);
    const placed = estimator.enter?.(tf, tensors, data) ?? tensors;
    for (const [name, tensor] of Object.entries(placed)) {
      variables[name] = backend.createVariable(tensor);
      for (const slot of trial.optimizer.slots) {
        variables[slotName(name, slot)] = backend.createVariable(tf.zerosLike(tensor));
      }
    }
  });
  return variables;
}

/** What objectives carry from step to step, of all members. */
function createState(backend: Backend, members: readonly TrialModel[]): Record<string, Variable> {
  const start = initialParameters(
    members.map(({ objective, specification }) => ({
      definitions: objective.state,
      seed: seedStream(specification.seed, 'objective'),
    })),
  );
  const variables: Record<string, Variable> = {};
  tf.tidy(() => {
    for (const [name, { shape, values }] of Object.entries(start)) {
      variables[stateName(name)] = backend.createVariable(tf.tensor(values, [...shape]));
    }
  });
  return variables;
}

function readBack(backend: Backend, names: readonly string[], variables: Record<string, Variable>): ParameterArrays {
  return Object.fromEntries(names.map((name) => [name, valuesOf(backend, named(variables, name))]));
}

function valuesOf(backend: Backend, variable: Variable): ArrayOfShape {
  const tensor = backend.readVariable(variable);
  const values = tensor.dataSync<'float32'>().slice();
  tensor.dispose();
  return { shape: tensor.shape, values };
}
