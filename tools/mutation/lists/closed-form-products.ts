import type { MutatedFile } from '../mutation.ts';

export const closedFormProducts: readonly MutatedFile[] = [
  {
    file: 'libs/closed-forms/src/algebra/cholesky.ts',
    tests: ['algebra/cholesky.test.ts', 'posteriors/posterior-kl.test.ts', 'linear-vae/log-likelihood.test.ts'],
    mutations: [
      {
        find: 'lower[i * size + i] = Math.sqrt(pivot);',
        replace: 'lower[i * size + i] = pivot;',
        means: 'no root of a pivot',
      },
      { find: 'return 2 * sum;', replace: 'return sum;', means: 'ln |L| for ln |A|' },
      { find: 'j * size, j);', replace: 'j * size, j - 1);', means: 'a term of the factor is left out' },
      {
        find: '!(pivot > 0 && Number.isFinite(pivot))',
        replace: 'false',
        means: 'a matrix that is not definite gives NaN',
      },
      { find: 'pivot > 0 &&', replace: 'pivot >= 0 &&', means: 'a singular matrix is factorised' },
      {
        find: 'for (let i = size - 1; i >= 0; i--) {',
        replace: 'for (let i = size - 1; i > 0; i--) {',
        means: 'the first row is not solved backwards',
      },
    ],
  },
  {
    file: 'libs/closed-forms/src/linear-vae/decoder-terms.ts',
    tests: ['posteriors/estimators.test.ts', 'linear-vae/amortized-elbo.test.ts'],
    mutations: [
      { find: 'Math.floor(index / k)', replace: 'index % k', means: 'the precisions of other dimensions of x' },
      {
        find: 'addScaled(-(decoderBias[j] as number), scaled',
        replace: 'addScaled(decoderBias[j] as number, scaled',
        means: 'the bias is added to x',
      },
      {
        find: 'if (value !== 0) addScaled',
        replace: 'if (value > 0) addScaled',
        means: 'negative values are not projected',
      },
      {
        find: '** 2 * (precisions[j] as number)',
        replace: '** 2',
        means: 'the squared distance is not divided by the variance',
      },
    ],
  },
  {
    file: 'libs/closed-forms/src/algebra/eigendecompose.ts',
    tests: ['algebra/eigendecompose.test.ts'],
    mutations: [
      {
        find: 'Math.max(0, unordered[index] as number)',
        replace: 'unordered[index] as number',
        means: 'eigenvalues below 0',
      },
      {
        find: '(unordered[b] as number) - (unordered[a] as number)',
        replace: '(unordered[a] as number) - (unordered[b] as number)',
        means: 'the least eigenvalue first',
      },
      {
        find: 'vectors.get(row, index)',
        replace: 'vectors.get(row, column)',
        means: 'eigenvectors in another order than eigenvalues',
      },
      { find: "checkFinite('covariance', covariance);", replace: '', means: 'a NaN in the covariance is taken' },
    ],
  },
  {
    file: 'libs/closed-forms/src/algebra/matrix-product.ts',
    tests: ['algebra/matrix-product.test.ts', 'linear-vae/linear-vae-elbo.test.ts'],
    mutations: [
      {
        find: 'if (j < length) even +=',
        replace: 'if (j < length - 1) even +=',
        means: 'the last of an odd number of terms is lost',
      },
      {
        find: 'for (; j < end; j++) addScaled',
        replace: 'for (; j < end - 1; j++) addScaled',
        means: 'a row beside the fours is lost',
      },
      { find: 'block += BLOCK', replace: 'block += BLOCK + 1', means: 'every 33rd row is lost' },
      { find: 'Math.min(block + BLOCK, m)', replace: 'm', means: 'rows of later blocks count again' },
    ],
  },
  {
    file: 'libs/closed-forms/src/algebra/moments.ts',
    tests: ['algebra/moments.test.ts'],
    mutations: [
      {
        find: '(covariance[index] as number) / count;',
        replace: '(covariance[index] as number) / (count - 1);',
        means: 'a covariance divided by N - 1',
      },
      { find: '- (mean[j] as number);', replace: ';', means: 'second moments for the covariance' },
      { find: 'mirrorUpper(covariance, dim);', replace: '', means: 'half of the covariance is missing' },
    ],
  },
  {
    file: 'libs/closed-forms/src/algebra/rank.ts',
    tests: ['algebra/eigendecompose.test.ts'],
    mutations: [
      { find: '* Number.EPSILON', replace: '* 0', means: 'rounding counts as a direction' },
      { find: '* Number.EPSILON', replace: '* 1e-3', means: 'small directions do not count' },
    ],
  },
  {
    file: 'libs/closed-forms/src/errors/input-checks.ts',
    tests: ['errors/input-checks.test.ts'],
    mutations: [
      {
        find: 'value > 0 && Number.isFinite(value)',
        replace: 'value >= 0 && Number.isFinite(value)',
        means: '0 counts as positive',
      },
      { find: 'value > 0 && Number.isFinite(value)', replace: 'value > 0', means: 'infinity counts as positive' },
      { find: 'Number.isSafeInteger(value) && value >= 1', replace: 'value >= 1', means: 'one and a half is a count' },
      {
        find: 'if (Number.isFinite(value)) continue;',
        replace: 'if (!Number.isNaN(value)) continue;',
        means: 'an infinity passes',
      },
      { find: 'if (value > 0) continue;', replace: 'if (value >= 0) continue;', means: 'a variance of 0 passes' },
      {
        find: 'allowed.includes(values.length)',
        replace: 'values.length >= Math.min(...allowed)',
        means: 'an array of another model passes',
      },
    ],
  },
  {
    file: 'libs/closed-forms/src/posteriors/log-mean-exp.ts',
    tests: ['posteriors/estimators.test.ts'],
    mutations: [
      { find: '/ values.length)', replace: ')', means: 'a sum for a mean' },
      {
        find: '(values[index] as number) - largest',
        replace: 'values[index] as number',
        means: 'overflow at large values',
      },
      {
        find: 'if (!Number.isFinite(largest)) return largest;',
        replace: '',
        means: 'NaN where every value is -infinity',
      },
    ],
  },
  {
    file: 'libs/closed-forms/src/posteriors/normal-cdf.ts',
    tests: ['posteriors/collapse.test.ts'],
    mutations: [
      { find: 'level = 60', replace: 'level = 12', means: 'the tail is right to 6 digits only' },
      { find: 'return z > 0 ? 1 - tail : tail;', replace: 'return tail;', means: 'the upper tail is the lower one' },
      { find: 'odd += 2', replace: 'odd += 1', means: 'another series' },
    ],
  },
];
