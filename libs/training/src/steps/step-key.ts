import { canonicalJson, inStepKey, isConditional, type TrialSpecification } from '@collapse/trials';

/** What else a step's code depends on. */
export interface StepSetting {
  /** Of the data. */
  readonly dim: number;
  /** B: data points in a step. */
  readonly batchSize: number;
  /** Which estimator serves the trial. */
  readonly estimator: string;
}

/**
 * Names all that a compiled step depends on. Of the specification that is everything but what enters the step as a tensor
 * (the data, what members of a pack may differ in, what components name as `asTensors` and `inPack`), is done before the step
 * (`model.start`) or after it (evaluation, the curve). A field that nobody names here is part of the key: at worst it
 * costs a compilation, where one forgotten the other way round would train another trial's objective.
 * @param inputShapes of what createStepInputs gives
 */
export function stepKey(
  specification: TrialSpecification,
  setting: StepSetting,
  packSize: number,
  inputShapes: string,
): string {
  const {
    dataset: _dataset,
    evaluation: _evaluation,
    model: _model,
    train: _train,
    ...rest
  } = inStepKey(specification);
  const { dataset, model, train } = specification;
  const { start: _start, initialization: _initialization, ...compiledModel } = model;
  const { steps: _steps, logEvery: _logEvery, encoderSteps, ...compiledTrain } = train;
  return canonicalJson({
    ...rest,
    model: compiledModel,
    train: { ...compiledTrain, hasEncoderSteps: encoderSteps !== undefined },
    conditional: isConditional(dataset),
    setting,
    packSize,
    inputShapes,
  });
}
