import test from 'ava';
import { ClosedFormError, type EncoderOutputs, latentDimensions, marginalKl } from '../../src/index.ts';
import { logNormal } from '../support/brute-force.ts';
import { at, standardNormals } from '../support/random-model.ts';

const noiseOf = (k: number, samples: number, seed = 1) => {
  const normal = standardNormals(seed);
  return () => Float64Array.from({ length: samples * k }, normal);
};

const klOf = (outputs: EncoderOutputs) =>
  latentDimensions(outputs).klPerDimension.reduce((sum, value) => sum + value, 0);

/** KL(q(z) || p(z)) of one dimension by the trapezoidal rule over the mixture's own density. */
function integratedMarginalKl({ count, posteriorMean, posteriorVariance }: EncoderOutputs): number {
  const step = 0.002;
  let sum = 0;
  for (let z = -14; z <= 14; z += step) {
    let density = 0;
    for (let n = 0; n < count; n++) {
      const variance = at(posteriorVariance, posteriorVariance.length === 1 ? 0 : n);
      density += Math.exp(logNormal(z, at(posteriorMean, n), variance)) / count;
    }
    if (density > 1e-300) sum += density * (Math.log(density) - logNormal(z, 0, 1)) * step;
  }
  return sum;
}

test('the parts of the KL are those of the integral over the mixture, with one variance and with one a point', (t) => {
  for (const posteriorVariance of [[0.3], [0.05, 0.4, 1.3, 0.7, 0.2]]) {
    const outputs = {
      count: 5,
      latentDim: 1,
      posteriorMean: Float64Array.of(-1.6, -0.4, 0.2, 0.9, 2.1),
      posteriorVariance: Float64Array.from(posteriorVariance),
    };
    const marginal = integratedMarginalKl(outputs);
    const parts = marginalKl(outputs, noiseOf(1, 40_000));
    t.true(Math.abs(parts.marginalKl - marginal) < 0.01, `${parts.marginalKl} against ${marginal}`);
    const information = klOf(outputs) - marginal;
    t.true(Math.abs(parts.mutualInformation - information) < 0.01, `${parts.mutualInformation} against ${information}`);
  }
});

test('independent dimensions add up', (t) => {
  const one = {
    count: 2,
    latentDim: 1,
    posteriorMean: Float64Array.of(-1, 1),
    posteriorVariance: Float64Array.of(0.5),
  };
  // All four pairs of the means of two dimensions: q(z) is the product of the two mixtures.
  const both = {
    count: 4,
    latentDim: 2,
    posteriorMean: Float64Array.of(-1, -1, -1, 1, 1, -1, 1, 1),
    posteriorVariance: Float64Array.of(0.5, 0.5),
  };
  const { marginalKl: marginal } = marginalKl(both, noiseOf(2, 40_000));
  t.true(Math.abs(marginal - 2 * integratedMarginalKl(one)) < 0.02);
});

test('codes that tell every point apart hold ln N nats, and never more; codes that are all alike hold none', (t) => {
  const count = 300;
  const apart = {
    count,
    latentDim: 1,
    posteriorMean: Float64Array.from({ length: count }, (_, n) => n),
    posteriorVariance: Float64Array.of(1e-6),
  };
  t.true(Math.abs(marginalKl(apart, noiseOf(1, 3)).mutualInformation - Math.log(count)) < 1e-12);
  const alike = { ...apart, posteriorMean: new Float64Array(count).fill(0.8), posteriorVariance: Float64Array.of(0.6) };
  const parts = marginalKl(alike, noiseOf(1, 100));
  t.true(Math.abs(parts.mutualInformation) < 1e-12);
  t.true(Math.abs(parts.marginalKl - klOf(alike)) < 0.02);
  const near = { ...apart, posteriorVariance: Float64Array.of(0.04) };
  t.true(marginalKl(near, noiseOf(1, 3)).mutualInformation < Math.log(count));
});

test('of Gaussian codes it is 1/2 sum ln y, where a minibatch of 32 reads far less', (t) => {
  // q(z) = N(0, I) where the codes are N(0, 1 - 1/y): the information is 1/2 ln 10 for each of 4 dimensions, 4.605 nats.
  const [latentDim, y] = [4, 10];
  const codes = (count: number) => {
    const normal = standardNormals(3);
    return {
      count,
      latentDim,
      posteriorMean: Float64Array.from({ length: count * latentDim }, () => Math.sqrt(1 - 1 / y) * normal()),
      posteriorVariance: new Float64Array(latentDim).fill(1 / y),
    };
  };
  const batch = marginalKl(codes(32), noiseOf(latentDim, 50)).mutualInformation;
  t.true(batch < Math.log(32) && batch < 3.3, `${batch}`);
  const whole = marginalKl(codes(4000), noiseOf(latentDim, 1)).mutualInformation;
  t.true(Math.abs(whole - 4.605) < 0.12, `${whole}`);
});

test('without samples there is an error', (t) => {
  const outputs = {
    count: 1,
    latentDim: 2,
    posteriorMean: new Float64Array(2),
    posteriorVariance: Float64Array.of(1, 1),
  };
  t.throws(() => marginalKl(outputs, () => []), { instanceOf: ClosedFormError });
});
