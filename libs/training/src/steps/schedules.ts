import { LEARNING_RATE_SCHEDULES } from '@collapse/models';
import type { ObjectiveSpecification, OptimizerSpecification, TrainSpecification } from '@collapse/trials';

/** The learning rate of step 1..steps. */
export function learningRateAt(optimizer: OptimizerSpecification, step: number, steps: number): number {
  const { learningRate, schedule, finalFraction } = optimizer;
  const progress = steps > 1 ? (step - 1) / (steps - 1) : 0;
  return learningRate * LEARNING_RATE_SCHEDULES[schedule].share(progress, finalFraction);
}

/** The weight of the KL at step 1..steps: linear from 0 over the warm-up, then beta. */
export function betaAt({ beta, warmupSteps }: ObjectiveSpecification, step: number): number {
  return step > warmupSteps ? beta : (beta * (step - 1)) / warmupSteps;
}

/** Whether the decoder takes part in step 1..steps: in each where `encoderSteps` is left out, else in every n-th. */
export function trainsDecoder({ encoderSteps = 1 }: TrainSpecification, step: number): boolean {
  return step % encoderSteps === 0;
}

/** Steps that the decoder has done by step 1..steps, this one included where it takes part; at least 1. */
export function decoderStep({ encoderSteps = 1 }: TrainSpecification, step: number): number {
  return Math.max(1, Math.floor(step / encoderSteps));
}
