import {
  type ObjectiveSpecification,
  type OptimizerSpecification,
  type TrialInput,
  trialSpecification,
} from '@collapse/trials';

function resolved(change: Partial<TrialInput>) {
  return trialSpecification.parse({
    dataset: { name: 'mnist-1k' },
    model: { latentDim: 1 },
    train: { steps: 1 },
    ...change,
  });
}

/** A section with its defaults filled in. */
export function objectiveOf(objective: NonNullable<TrialInput['objective']>): ObjectiveSpecification {
  return resolved({ objective }).objective;
}

export function optimizerOf(optimizer: NonNullable<TrialInput['optimizer']>): OptimizerSpecification {
  return resolved({ optimizer }).optimizer;
}
