import test from 'ava';
import fc from 'fast-check';
import { collapseMeasures } from '../src/collapse.ts';
import { collapseEpsilons } from '../src/collapse-epsilons.ts';
import { type EncoderOutputs, latentDimensions } from '../src/latent-dimensions.ts';

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
