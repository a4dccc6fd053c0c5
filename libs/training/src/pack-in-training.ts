import type { Backend, Variable } from '@collapse/backend';
import {
  canUseGram,
  named,
  type ObjectiveSetting,
  optimizerOf,
  type Parameters,
  parameterDefinitions,
} from '@collapse/models';
import { packKey, type StepCompiler, seedStream, type TrialSpecification } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import type { DatasetTensors } from './dataset-tensors.ts';
import { toEigenbasis } from './eigenbasis.ts';
import { initialParameters, type ParameterArrays } from './initial-parameters.ts';
import { startLinear } from './linear-start.ts';
import { slotName } from './optimizer-inputs.ts';
import type { StepCache } from './step-cache.ts';
import { createStepInputs } from './step-inputs.ts';
import { stepKey } from './step-key.ts';
import { createStepRunner, type StepRunner } from './step-runner.ts';
import { trainingStep } from './training-step.ts';

/** The models of a pack while they train. */
export interface PackInTraining extends StepRunner {
  /** The parameters as they stand, for the caller to free. */
  parameters(): Parameters;
  /** The same as arrays. */
  read(): ParameterArrays;
  dispose(): void;
}

/**
 * Sets up the training of a pack: starting values, inputs and what runs its steps.
 * @param compiler where the back end has no XLA, its own kernels serve
 * @throws Error where the members are not of one packKey
 */
export function openPack(
  backend: Backend,
  stepCache: StepCache,
  members: readonly TrialSpecification[],
  data: DatasetTensors,
  compiler: StepCompiler,
): PackInTraining {
  const [first] = members;
  if (!first || members.some((member) => packKey(member) !== packKey(first))) {
    throw new Error('a pack needs trials of one shape');
  }
  const { dim, count } = data.dataset;
  const { batchSize } = first.train;
  const conditionDim = data.dataset.condition?.dim ?? 0;
  const definitions = members.map((member) => parameterDefinitions(member, dim, conditionDim));
  const names = Object.keys(definitions[0] ?? {});
  const setting: ObjectiveSetting = {
    ...first,
    dim,
    batchSize: batchSize === 'full' ? count : batchSize,
    gram: members.every(canUseGram),
  };
  const start = initialParameters(
    members.map((member, index) => ({
      definitions: definitions[index] ?? {},
      seed: seedStream(member.seed, 'initialization'),
    })),
  );
  for (const [member, specification] of members.entries()) startLinear(specification, data.dataset, start, member);
  const variables = createVariables(backend, first, data, start);
  const inputs = createStepInputs(members, setting, data);
  const parts = {
    key: stepKey(first, setting, members.length, inputs.shapeKey),
    step: (encoderOnly: boolean) => trainingStep(backend, first, setting, members.length, names, encoderOnly),
    setting,
    members,
    inputs,
    variables,
  };
  return {
    ...createStepRunner(backend, stepCache, parts, compiler),
    parameters: () => Object.fromEntries(names.map((name) => [name, backend.readVariable(named(variables, name))])),
    read: () => readBack(backend, names, variables),
    dispose() {
      for (const variable of Object.values(variables)) backend.disposeVariable(variable);
      inputs.dispose();
    },
  };
}

function createVariables(
  backend: Backend,
  specification: TrialSpecification,
  data: DatasetTensors,
  start: ParameterArrays,
): Record<string, Variable> {
  const variables: Record<string, Variable> = {};
  const { slots } = optimizerOf(specification.optimizer);
  tf.tidy(() => {
    const tensors: Parameters = Object.fromEntries(
      Object.entries(start).map(([name, { shape, values }]) => [name, tf.tensor(values, [...shape])]),
    );
    const placed = specification.objective.basis === 'eigen' ? toEigenbasis(tensors, data.eigenvectors()) : tensors;
    for (const [name, tensor] of Object.entries(placed)) {
      variables[name] = backend.createVariable(tensor);
      for (const slot of slots) variables[slotName(name, slot)] = backend.createVariable(tf.zerosLike(tensor));
    }
  });
  return variables;
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
