const TITLES: Readonly<Record<string, string>> = {
  '': 'settings',
  'objective.beta': 'beta',
  'likelihood.variance': 'decoder variance',
  likelihood: 'likelihood',
  'likelihood.kind': 'likelihood',
  'likelihood.learn': 'learned variance',
  model: 'model',
  'model.latentDim': 'latent dimensions',
  'objective.reduction': 'loss reduction',
  'objective.estimator': 'estimator',
  'objective.samples': 'posterior samples',
  'objective.warmupSteps': 'beta warm-up steps',
  'optimizer.name': 'optimiser',
  'optimizer.learningRate': 'learning rate',
  'optimizer.clipNorm': 'clipping norm',
  'optimizer.momentum': 'momentum',
  'train.steps': 'training steps',
  'train.batchSize': 'batch size',
  seed: 'seed',
};

/** What an axis is called in a figure or a sentence; its dotted path where it has no other name. */
export function axisTitle(path: string): string {
  return TITLES[path] ?? path;
}
