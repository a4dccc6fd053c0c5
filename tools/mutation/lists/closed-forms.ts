import type { MutatedFile } from '../mutation.ts';

export const closedForms: readonly MutatedFile[] = [
  {
    file: 'libs/closed-forms/src/linear-vae/amortized-elbo.ts',
    tests: ['linear-vae/amortized-elbo.test.ts'],
    mutations: [
      { find: '- 2 * dot(code', replace: '- dot(code', means: 'the cross term of the squared error counts once' },
      { find: '+ variance;', replace: ';', means: 'the posterior variance adds no squared error' },
      { find: 'mirrorUpper(secondMoment, k);', replace: '', means: 'half of E[z z^T] is missing' },
      {
        find: 'elbo: reconstruction - kl',
        replace: 'elbo: reconstruction + kl',
        means: 'the ELBO adds the KL',
      },
    ],
  },
  {
    file: 'libs/closed-forms/src/posteriors/collapse-epsilons.ts',
    tests: ['posteriors/collapse-epsilons.test.ts'],
    mutations: [
      {
        find: '(1 - delta) * count - 1e-9',
        replace: '(1 - delta) * count',
        means: 'exactly 99 of 100 points count as fewer',
      },
      { find: 'Math.ceil((1', replace: 'Math.floor((1', means: 'a share below 1 - delta is enough' },
      { find: 'Math.max(1, ', replace: 'Math.max(0, ', means: 'delta 1 has no epsilon' },
      { find: 'n * stride + i', replace: 'i', means: 'every point has the variance of the first' },
    ],
  },
  {
    file: 'libs/closed-forms/src/posteriors/collapse.ts',
    tests: ['posteriors/collapse.test.ts', 'posteriors/collapse-epsilons.test.ts', 'errors/input-checks.test.ts'],
    mutations: [
      { find: 'share >= 1 - delta', replace: 'share > 1 - delta', means: 'exactly 99 of 100 points are not collapsed' },
      {
        find: 'share >= 1 - delta',
        replace: 'share < 1 - delta',
        means: 'the active dimensions are the collapsed ones',
      },
      { find: 'variance > ACTIVE_ABOVE', replace: 'variance > 2 * ACTIVE_ABOVE', means: 'active units above 0.02' },
      { find: 'kl > ACTIVE_ABOVE', replace: 'kl > 0', means: 'active by any KL' },
      { find: '/ klPerDimension.length,', replace: '/ 1,', means: 'a count of collapsed dimensions for their share' },
      { find: '2 * (epsilon', replace: '(epsilon', means: 'the radius of the KL ball too short by sqrt 2' },
      {
        find: 'if (squaredRadius <= 0) return 0;',
        replace: 'if (squaredRadius < -9) return 0;',
        means: 'NaN where the variance alone is past epsilon',
      },
      {
        find: 'if (meanVariance === 0) return Math.abs(mean) < radius ? 1 : 0;',
        replace: 'if (meanVariance === 0) return 1;',
        means: 'a constant mean is always below epsilon',
      },
      { find: '(-radius - mean)', replace: '(-radius + mean)', means: 'a mean other than 0 is mirrored' },
      { find: 'meanVariance >= 0', replace: 'true', means: 'a negative variance is taken' },
    ],
  },
  {
    file: 'libs/closed-forms/src/posteriors/estimators.ts',
    tests: ['posteriors/estimators.test.ts', 'errors/input-checks.test.ts'],
    mutations: [
      {
        find: 'Math.sqrt(variance) * noise',
        replace: 'variance * noise',
        means: 'samples of q with the variance as deviation',
      },
      {
        find: '- value * value +',
        replace: '- value * value + 0 *',
        means: 'the width of q is left out of the weights',
      },
      {
        find: 'noise * noise - value * value',
        replace: 'value * value - noise * noise',
        means: 'p(z) and q(z|x) change places',
      },
      { find: '- 2 * (projection', replace: '- (projection', means: 'the cross term counts once' },
      { find: '-(logNormalizer + error) / 2', replace: '-error / 2', means: 'naive estimates without the normaliser' },
      { find: 'n * stride + i', replace: 'i', means: 'every point has the posterior variance of the first' },
      { find: "checkCount('samples', samples);", occurrence: 2, replace: '', means: '0 importance samples are taken' },
    ],
  },
  {
    file: 'libs/closed-forms/src/posteriors/gaussian-kl.ts',
    tests: ['posteriors/collapse.test.ts'],
    mutations: [{ find: '+ mean * mean) / 2', replace: '+ mean * mean)', means: 'twice the KL' }],
  },
  {
    file: 'libs/closed-forms/src/linear-vae/implied-beta-variance.ts',
    tests: ['linear-vae/implied-beta-variance.test.ts', 'errors/input-checks.test.ts'],
    mutations: [
      {
        find: '/ (2 * weights.reconstruction)',
        replace: '/ weights.reconstruction',
        means: 'the half of a Gaussian is forgotten',
      },
      { find: 'kl: 1 / (batchSize * latentDim)', replace: 'kl: 1 / batchSize', means: 'mean-mean is mean-batch' },
      {
        find: 'return settings.beta * settings.variance;',
        replace: 'return settings.variance;',
        means: 'beta is left out for the ELBO',
      },
      { find: "checkPositive('variance', settings.variance);", replace: '', means: 'a variance of 0 is taken' },
    ],
  },
  {
    file: 'libs/closed-forms/src/linear-vae/latent-dimensions.ts',
    tests: ['posteriors/collapse.test.ts', 'errors/input-checks.test.ts'],
    mutations: [
      { find: 'COLLAPSE_EPSILON = 0.01', replace: 'COLLAPSE_EPSILON = 0.02', means: 'collapse is told at 0.02 nats' },
      {
        find: 'COLLAPSE_DELTA = 0.01',
        replace: 'COLLAPSE_DELTA = 0.05',
        means: 'collapse is told at 95% of the points',
      },
      { find: 'divergence < epsilon', replace: 'divergence <= 0', means: 'only a KL of 0 is below epsilon' },
      {
        find: '(deviation * deviation) / count',
        replace: '(deviation * deviation) / Math.max(1, count - 1)',
        means: 'variances divided by N - 1',
      },
      { find: '- (mean[i] as number);', replace: ';', means: 'the second moment for the variance' },
      { find: "checkFinite('posteriorMean', posteriorMean);", replace: '', means: 'a mean that is NaN is taken' },
    ],
  },
  {
    file: 'libs/closed-forms/src/linear-vae/linear-vae-elbo.ts',
    tests: ['linear-vae/linear-vae-elbo.test.ts'],
    mutations: [
      { find: '- 2 * explained', replace: '- explained', means: 'what is explained counts once' },
      { find: '+ at(offset, j) ** 2', replace: '', means: 'an offset of the mean image costs nothing' },
      {
        find: 'at(gram, i * k + i) * at(posteriorVariance, i)',
        replace: 'at(gram, i * k + i)',
        means: 'the posterior variance is taken as 1',
      },
      { find: '+ at(posteriorMeanVariance, i) / 2', replace: '', means: 'the spread of the means costs no KL' },
      { find: 'value + at(vae.encoderBias, i)', replace: 'value', means: "the encoder's bias is left out" },
    ],
  },
  {
    file: 'libs/closed-forms/src/linear-vae/linear-vae.ts',
    tests: [
      'linear-vae/log-likelihood.test.ts',
      'linear-vae/linear-vae-elbo.test.ts',
      'posteriors/posterior-kl.test.ts',
      'errors/input-checks.test.ts',
    ],
    mutations: [
      {
        find: 'decoderVariance.length === 1 ? dim * logs : logs',
        replace: 'logs',
        means: 'one variance counts for one dimension of x',
      },
      { find: '[scalar ? 0 : j]', replace: '[0]', means: 'every dimension has the first variance' },
      { find: 'dim * Math.log(2 * Math.PI)', replace: 'dim * Math.log(Math.PI)', means: 'the normaliser lacks ln 2' },
      { find: "checkFinite('decoderBias', decoder.decoderBias);", replace: '', means: 'a bias that is NaN is taken' },
      {
        find: "checkFinite('encoderBias', vae.encoderBias);",
        replace: '',
        means: "an encoder's bias that is NaN is taken",
      },
    ],
  },
  {
    file: 'libs/closed-forms/src/linear-vae/log-likelihood.ts',
    tests: ['linear-vae/log-likelihood.test.ts'],
    mutations: [
      {
        find: '+ (offset[j] as number) ** 2',
        replace: '',
        means: 'log p(x) at the mean of the data, whatever the bias',
      },
      { find: '+ logDeterminant(lower, k)', replace: '', means: 'the determinant is left out' },
      { find: 'quadratic -= dot', replace: 'quadratic += dot', means: 'what the latent variables explain is added' },
    ],
  },
  {
    file: 'libs/closed-forms/src/linear-vae/optimal-encoder.ts',
    tests: ['linear-vae/optimal-encoder.test.ts'],
    mutations: [
      {
        find: '(gram[i * k + i] as number) + beta;',
        replace: '(gram[i * k + i] as number) + 1;',
        means: 'the best encoder at beta 1',
      },
      { find: 'beta / (gram', replace: '1 / (gram', means: 'the posterior variance at beta 1' },
      { find: 'map((value) => -value)', replace: 'map((value) => value)', means: 'the bias has the wrong sign' },
    ],
  },
  {
    file: 'libs/closed-forms/src/posteriors/posterior-kl.ts',
    tests: ['posteriors/posterior-kl.test.ts'],
    mutations: [
      { find: '- (bias[i] as number)', replace: '', means: "the true posterior's bias is left out" },
      { find: '- logDeterminant(precisionCholesky, k)', replace: '', means: 'the determinant is left out' },
      { find: '* variance - 1', replace: '* variance', means: 'off by k / 2' },
    ],
  },
  {
    file: 'libs/closed-forms/src/posteriors/posterior-means.ts',
    tests: ['linear-vae/amortized-elbo.test.ts', 'posteriors/estimators.test.ts'],
    mutations: [
      {
        find: 'if (value !== 0) addScaled',
        replace: 'if (value > 0) addScaled',
        means: 'negative values are not encoded',
      },
      { find: 'means.set(vae.encoderBias, n * k);', replace: '', means: 'means without the bias' },
    ],
  },
  {
    file: 'libs/closed-forms/src/linear-vae/ppca-maximum.ts',
    tests: ['linear-vae/ppca-maximum.test.ts'],
    mutations: [
      {
        find: 'latentDim >= rank',
        replace: 'latentDim > rank',
        means: 'a likelihood at the rank, where there is none',
      },
      {
        find: 'discarded / (dim - latentDim)',
        replace: 'discarded / dim',
        means: 'the discarded variance is spread over all of x',
      },
      {
        find: '(dim - latentDim) * Math.log(variance) + dim',
        replace: '(dim - latentDim) * Math.log(variance)',
        means: 'off by d / 2',
      },
      { find: 'index < latentDim && ratio > 1', replace: 'ratio > 1', means: 'more directions than k are in use' },
      {
        find: 'index < latentDim && ratio > 1',
        replace: 'index < latentDim',
        means: 'directions below the variance are in use',
      },
      {
        find: 'used ? 1 + Math.log(ratio) : ratio',
        replace: 'used ? Math.log(ratio) : ratio',
        means: 'off by half the active dimensions',
      },
    ],
  },
  {
    file: 'libs/closed-forms/src/algebra/tridiagonal.ts',
    tests: ['algebra/eigenvalues.test.ts'],
    mutations: [
      {
        find: '- ((scale * scale * overlap) / 2) *',
        replace: '- scale * scale * overlap *',
        means: "Householder's update is not symmetric",
      },
      { find: '* sine + 2 * cosine * b', replace: '* sine + cosine * b', means: 'a rotation of QL is no rotation' },
    ],
  },
  {
    file: 'libs/closed-forms/src/algebra/leading-eigenvalues.ts',
    tests: ['algebra/leading-eigenvalues.test.ts'],
    mutations: [
      {
        find: 'hasConverged && (isExact || isSame(agreed, eigenvalues, limits))',
        replace: 'hasConverged',
        means: 'copies of an eigenvalue that one start cannot tell apart are missed',
      },
    ],
  },
  {
    file: 'libs/closed-forms/src/linear-vae/residual-covariance.ts',
    tests: ['linear-vae/residual-covariance.test.ts'],
    mutations: [
      { find: 'addScaled(-precision', replace: 'addScaled(precision', means: 'what the condition says is added' },
      {
        find: 'index < rankOf(eigenvalues)',
        replace: 'index < conditionDim',
        means: 'directions that do not vary divide by 0',
      },
      {
        find: 'const start = (dim + i) * width + dim;',
        replace: 'const start = (dim + i) * width;',
        means: "the condition's covariance is another block",
      },
      { find: 'explained.fill(0);', replace: '', means: 'directions of the condition add up' },
    ],
  },
];
