import type { MutatedFile } from '../mutation.ts';

export const closedFormOptima: readonly MutatedFile[] = [
  {
    file: 'libs/closed-forms/src/linear-vae/linear-optimum.ts',
    tests: ['linear-vae/linear-optimum.test.ts', 'linear-vae/optimum-edges.test.ts'],
    mutations: [
      { find: 'NEAR = 0.02', replace: 'NEAR = 0.04', means: 'within 4% of a threshold counts as near it' },
      {
        find: 'active * threshold + eigenvalues',
        replace: 'eigenvalues',
        means: 'active directions leave no squared error',
      },
      { find: 'value > least ?', replace: 'value >= least ?', means: 'a direction exactly at the threshold is active' },
      { find: '/ threshold) / 2;', replace: '/ threshold);', means: 'twice the KL of each dimension' },
      { find: '- beta * kl;', replace: '- kl;', means: 'the optimum is that of beta 1' },
      { find: '-settings.batchSize * (', replace: '-(', means: 'the loss of one point of a batch' },
      {
        find: 'above(threshold * (1 + FLOAT32_ROUNDING))',
        replace: 'above(threshold)',
        means: 'rounding of an eigenvalue decides a count silently',
      },
      { find: 'Math.min(latentDim, width)', replace: 'latentDim', means: 'a narrow layer is not looked at' },
      {
        find: "reduction === 'elbo' && settings.learn === 'scalar'",
        replace: "settings.learn === 'scalar'",
        means: 'a loss as written has a learned variance',
      },
    ],
  },
  {
    file: 'libs/closed-forms/src/linear-vae/learned-variance.ts',
    tests: ['linear-vae/learned-variance.test.ts', 'linear-vae/linear-optimum.test.ts'],
    mutations: [
      {
        find: 'return Math.max(floor, unbounded);',
        replace: 'return unbounded;',
        means: 'the floor is left out of the optimum',
      },
      {
        find: 'return Math.max(floor, unbounded);',
        replace: 'return floor + unbounded;',
        means: 'the floor shifts the optimum',
      },
      { find: 'if (floor > 0) return floor;', replace: '', means: 'a floor does not bound the optimum at the rank' },
      {
        find: 'if (width >= rank && Math.abs(',
        replace: 'if (width > dim && Math.abs(',
        means: 'a tie of many variances gives one of them',
      },
      {
        find: 'collapsed / (dim - active * beta)',
        replace: 'collapsed / (dim - active)',
        means: 'the variance of beta 1',
      },
      {
        find: '* next <= collapsed * beta',
        replace: '* next <= collapsed',
        means: 'the number of active dimensions is that of beta 1',
      },
    ],
  },
  {
    file: 'libs/closed-forms/src/hierarchy/two-level-optimum.ts',
    tests: ['hierarchy/two-level.test.ts', 'linear-vae/optimum-edges.test.ts'],
    mutations: [
      {
        find: 'const entropy = -(1 + Math.log',
        replace: 'const entropy = -(Math.log',
        means: 'predicted KLs are off by half a nat',
      },
      {
        find: 'ACTIVE_ABOVE * priorVariance',
        replace: 'ACTIVE_ABOVE',
        means: 'activity is counted against a prior of variance 1',
      },
      {
        find: '.slice(0, secondLatentDim)',
        replace: '',
        means: 'more directions reach the second level than it has dimensions',
      },
      {
        find: 'elbo: constant - error - kl,',
        replace: 'elbo: objective,',
        means: 'the ELBO at the optimum is the objective',
      },
      {
        find: 'if (secondBeta < beta) {',
        replace: 'if (secondBeta < 0) {',
        means: 'an objective that grows without bound has an optimum',
      },
      {
        find: 'const open = secondBeta === beta;',
        replace: 'const open = false;',
        means: 'what the optimum leaves open is 0',
      },
      {
        find: 'secondMeanVariance: 1 - onset / moment',
        replace: 'secondMeanVariance: 1',
        means: 'a second level counts as active at its onset',
      },
      { find: 'firstVariance > onset ? 0 :', replace: '', means: 'a second level that takes up noise has a threshold' },
      {
        find: 'const onset = (secondBeta * priorVariance) / beta;',
        replace: 'const onset = priorVariance;',
        means: 'the weights do not matter to the second level',
      },
    ],
  },
  {
    file: 'libs/closed-forms/src/hierarchy/two-level-kl.ts',
    tests: ['hierarchy/two-level.test.ts'],
    mutations: [
      { find: '- at(level.decoderBias, i)) ** 2', replace: ') ** 2', means: "the second decoder's bias is left out" },
      {
        find: 'squared += value * value * at(posteriorVariance, index % k2);',
        replace: ';',
        means: 'the variance of z2 costs z1 nothing',
      },
      {
        find: '(Math.log(priorVariance) - 1)',
        replace: 'Math.log(priorVariance)',
        means: 'the first KL is off by k / 2',
      },
      { find: '+ priorVariance;', replace: ';', means: 'log p(x) of two levels without the variance of p(z1|z2)' },
      { find: '+ at(shift, j)', replace: '', means: 'log p(x) of two levels without the mean of z1' },
    ],
  },
  {
    file: 'libs/closed-forms/src/linear-vae/affine-layers.ts',
    tests: ['linear-vae/affine-layers.test.ts'],
    mutations: [
      { find: 'bias + (carried[index] as number)', replace: 'bias', means: 'the biases of earlier layers are lost' },
      {
        find: 'multiply(whole.weights, next.weights, widthIn, through, out)',
        replace: 'next.weights',
        means: 'a deep linear decoder is its last layer',
      },
    ],
  },
  {
    file: 'libs/closed-forms/src/posteriors/latent-sampling-errors.ts',
    tests: ['posteriors/sampling-errors.test.ts'],
    mutations: [
      { find: 'deviation ** 4 / count', replace: 'deviation ** 2 / count', means: 'a second moment for the fourth' },
      { find: 'squares / (count - 1) / count', replace: 'squares / (count - 1)', means: 'a deviation for its error' },
      { find: 'kl += divergence;', replace: 'kl = divergence;', means: 'a point has the KL of its last dimension' },
    ],
  },
  {
    file: 'libs/closed-forms/src/algebra/effective-rank-error.ts',
    tests: ['posteriors/sampling-errors.test.ts'],
    mutations: [
      { find: ' + Math.log(rank))', replace: ')', means: 'the slope without the entropy' },
      {
        find: '(coordinates[j] as number) ** 2',
        replace: '(coordinates[j] as number)',
        means: 'a coordinate for its square',
      },
    ],
  },
  {
    file: 'libs/closed-forms/src/linear-vae/linear-decoder-points.ts',
    tests: ['linear-vae/linear-decoder-points.test.ts'],
    mutations: [
      {
        find: 'value * value + (posteriorVariance',
        replace: '(posteriorVariance',
        means: 'the squared code is left out',
      },
      { find: 'squaredDistance - explained', replace: 'squaredDistance', means: 'log p(x) as if the weights were 0' },
      { find: '2 * value * (dot', replace: 'value * (dot', means: 'cross terms count once' },
    ],
  },
  {
    file: 'libs/closed-forms/src/posteriors/moment-matched-kl.ts',
    tests: ['posteriors/sampling-errors.test.ts'],
    mutations: [
      { find: 'value ** 2, 0)', replace: 'value, 0)', means: 'the mean is not squared' },
      { find: 'Math.max(value, least)', replace: 'value', means: 'an eigenvalue of 0 makes the bound infinite' },
    ],
  },
  {
    file: 'libs/closed-forms/src/posteriors/marginal-kl.ts',
    tests: ['posteriors/marginal-kl.test.ts', 'posteriors/sampling-errors.test.ts'],
    mutations: [
      {
        find: '(own - logMarginal) / samples',
        replace: 'own - logMarginal',
        means: 'the standard error grows with the samples',
      },
      { find: '- Math.log(count);', replace: ';', means: 'the marginal is a sum, not a mean' },
      {
        find: '(own - logMarginal) / (count * samples)',
        replace: '(own - logPrior) / (count * samples)',
        means: 'the mutual information is the whole KL',
      },
      { find: 'logPrior -= (value * value) / 2;', replace: ';', means: 'the prior is flat' },
      { find: 'NEGLIGIBLE = 45', replace: 'NEGLIGIBLE = 1', means: 'most of the marginal is left out' },
      { find: 'sum *= Math.exp(largest - density);', replace: '', means: 'what was summed so far keeps its scale' },
    ],
  },
  {
    file: 'libs/closed-forms/src/posteriors/posterior-mean-spectrum.ts',
    tests: ['posteriors/posterior-mean-spectrum.test.ts'],
    mutations: [
      { find: 'return Math.exp(entropy);', replace: 'return entropy;', means: 'the effective rank is an entropy' },
      { find: 'if (!(total > 0)) return null;', replace: '', means: 'means that do not vary have a rank' },
    ],
  },
  {
    file: 'libs/closed-forms/src/linear-vae/inference-gaps.ts',
    tests: ['linear-vae/inference-gaps.test.ts'],
    mutations: [
      {
        find: 'logDeterminant(precisionCholesky, k)) / 2',
        replace: 'logDeterminant(precisionCholesky, k))',
        means: 'twice the gap',
      },
      {
        find: 'logDiagonal - logDeterminant',
        replace: 'logDiagonal + logDeterminant',
        means: 'correlations of the posterior widen the gap',
      },
    ],
  },
];
