import type { ObjectiveSpecification, OptimizerSpecification, TrainSpecification } from '@collapse/trials';

/** The learning rate of step 1..steps. */
export function learningRateAt(optimizer: OptimizerSpecification, step: number, steps: number): number {
  const { learningRate, schedule, finalFraction } = optimizer;
  const progress = steps > 1 ? (step - 1) / (steps - 1) : 0;
  switch (schedule) {
    case 'constant':
      return learningRate;
    case 'cosine':
      return learningRate * (finalFraction + ((1 - finalFraction) * (1 + Math.cos(Math.PI * progress))) / 2);
    case 'exponential':
      return learningRate * finalFraction ** progress;
  }
}

/** The weight of the KL at step 1..steps: linear from 0 over the warm-up, then beta. */
export function betaAt({ beta, warmupSteps }: ObjectiveSpecification, step: number): number {
  return step > warmupSteps ? beta : (beta * (step - 1)) / warmupSteps;
}

/** The steps at which the training curve has a point: 0, every `logEvery`, and the last. */
export function isLogged(step: number, steps: number, logEvery: number | 'auto'): boolean {
  const every = logEvery === 'auto' ? Math.max(1, Math.round(steps / 50)) : logEvery;
  return step % every === 0 || step === steps;
}

/** Whether the decoder takes part in step 1..steps: in each where `encoderSteps` is left out, else in every n-th. */
export function trainsDecoder({ encoderSteps = 1 }: TrainSpecification, step: number): boolean {
  return step % encoderSteps === 0;
}
