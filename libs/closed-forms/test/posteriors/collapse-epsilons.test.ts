import test from 'ava';
import fc from 'fast-check';
import { type EncoderOutputs, latentDimensions } from '../../src/linear-vae/latent-dimensions.ts';
import { collapseMeasures } from '../../src/posteriors/collapse.ts';
import { collapseEpsilons } from '../../src/posteriors/collapse-epsilons.ts';

const outputs = fc
  .record({ count: fc.integer({ min: 1, max: 130 }), latentDim: fc.integer({ min: 1, max: 4 }), shared: fc.boolean() })
  .chain(({ count, latentDim, shared }) =>
    fc.record({
      count: fc.constant(count),
      latentDim: fc.constant(latentDim),
      posteriorMean: fc
        .array(fc.double({ min: -2, max: 2, noNaN: true }), {
          minLength: count * latentDim,
          maxLength: count * latentDim,
        })
        .map((values) => Float64Array.from(values)),
      posteriorVariance: fc
        .array(fc.double({ min: 0.1, max: 2, noNaN: true }), {
          minLength: shared ? latentDim : count * latentDim,
          maxLength: shared ? latentDim : count * latentDim,
        })
        .map((values) => Float64Array.from(values)),
    }),
  );

test('a dimension is collapsed at an epsilon exactly where its own epsilon is below', (t) => {
  fc.assert(
    fc.property(outputs, fc.double({ min: 1e-3, max: 3, noNaN: true }), (drawn: EncoderOutputs, epsilon) => {
      const below = collapseEpsilons(drawn).filter((own) => own < epsilon).length;
      const { collapsedFraction } = collapseMeasures(latentDimensions(drawn, epsilon));
      t.is(below / drawn.latentDim, collapsedFraction);
    }),
  );
});

test('the epsilon of 100 points is the 99th smallest KL, of 20 the largest, and with delta 1 the smallest', (t) => {
  const epsilons = (count: number, delta?: number) => {
    // KL i/2 in no order: the mean of point i is sqrt(i).
    const posteriorMean = Float64Array.from({ length: count }, (_, n) => Math.sqrt(((n * 37) % count) + 1));
    return [...collapseEpsilons({ count, latentDim: 1, posteriorMean, posteriorVariance: Float64Array.of(1) }, delta)];
  };
  const close = (found: number[], expected: number) => t.true(Math.abs((found[0] ?? 0) - expected) < 1e-12, `${found}`);
  close(epsilons(100), 99 / 2);
  close(epsilons(20), 20 / 2);
  close(epsilons(101), 100 / 2);
  close(epsilons(20, 0.5), 10 / 2);
  close(epsilons(20, 1), 1 / 2);
  // (1 - 0.19) * 300 is 243.00000000000003 in float64.
  close(epsilons(300, 0.19), 243 / 2);
});
