import { type ObjectiveSetting, trainsOnMoments } from '@collapse/models';
import { canonicalJson, inPackKey, isConditional, optimizerInStep, type TrialSpecification } from '@collapse/trials';

/**
 * Names all that a compiled step depends on. Of the specification that is everything but what enters the step as a tensor
 * (the data, what members of a pack may differ in, the numbers of the optimiser and the schedule of its rate), is done before the step
 * (`model.start`) or after it (evaluation, the curve). A field that nobody names here is part of the key: at worst it
 * costs a compilation, where one forgotten the other way round would train another trial's objective.
 * @param inputShapes of what createStepInputs gives
 */
export function stepKey(
  specification: TrialSpecification,
  setting: Pick<ObjectiveSetting, 'dim' | 'batchSize' | 'gram'>,
  packSize: number,
  inputShapes: string,
): string {
  const { dataset, evaluation: _evaluation, model, train, ...rest } = inPackKey(specification);
  const { start: _start, ...compiledModel } = model;
  const { steps: _steps, logEvery: _logEvery, encoderSteps, ...compiledTrain } = train;
  return canonicalJson({
    ...rest,
    model: compiledModel,
    optimizer: optimizerInStep(specification.optimizer),
    train: { ...compiledTrain, hasEncoderSteps: encoderSteps !== undefined },
    conditional: isConditional(dataset),
    onMoments: trainsOnMoments(specification),
    setting: { dim: setting.dim, batchSize: setting.batchSize, gram: setting.gram },
    packSize,
    inputShapes,
  });
}
