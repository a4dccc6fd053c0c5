import {
  bindObjective,
  type LevelTerms,
  type MeasuredTerms,
  type ObjectiveComponent,
  type Terms,
} from '@collapse/models';
import * as tf from '@tensorflow/tfjs-core';
import { type Fault, faultsFrom, shapeFault } from './fault.ts';
import { areFinite, gradientsOf, parametersFrom, SIZES, tensorOf, tidied } from './made-up-numbers.ts';

const { pack, samples, batch, dim, latentDim } = SIZES;
const SIZES_OF_OBJECTIVE = { batchSize: batch, dim, latentDim };
const WEIGHTS = [0.7, 1.3];
const TOLERANCE = 1e-3;

/** What is wrong with an objective on made-up terms: shapes, gradients, and whether `measured` agrees with `value`. */
export function objectiveFaults(objective: ObjectiveComponent, own: Readonly<Record<string, unknown>>): Fault[] {
  const bound = bindObjective(tf, objective, own);
  return tidied(() => {
    const { needs } = bound;
    const kl = tf.abs(tensorOf([pack, batch, latentDim], 2, 2));
    const reconstruction = tf.sub(tensorOf([pack, batch], 4, 3), 20);
    const state = parametersFrom(bound.state, pack);
    const value = (given: { readonly kl: tf.Tensor; readonly reconstruction: tf.Tensor }) =>
      bound.value(termsOf(given.kl, given.reconstruction, needs), SIZES_OF_OBJECTIVE, state);
    const wrong = faultsFrom('value', () => {
      const given = value({ kl, reconstruction });
      const faults = shapeFault('value', [pack], '[P], a number for each member of the pack', given.shape);
      if (faults.length > 0) return faults;
      const gradients = gradientsOf((tensors) => value(tensors as { kl: tf.Tensor; reconstruction: tf.Tensor }), {
        kl,
        reconstruction,
      });
      return [given, ...Object.values(gradients)].every(areFinite) ? [] : [notFinite()];
    });
    if (wrong.length > 0) return wrong;
    return [
      ...faultsFrom('update', () => updateFaults(bound, termsOf(kl, reconstruction, needs), state)),
      // What is measured knows neither samples nor a state.
      ...(needs === 'codes' || Object.keys(bound.state).length > 0 || bound.scoresErrors
        ? []
        : faultsFrom('measured', () => measuredFaults(bound, kl, reconstruction, value({ kl, reconstruction })))),
    ];
  });
}

/** The terms that an estimator gives an objective with such needs, and no others. */
function termsOf(kl: tf.Tensor, reconstruction: tf.Tensor, needs: 'means' | 'examples' | 'codes'): Terms {
  const level: LevelTerms = {
    name: 'z',
    weight: tf.tensor1d(WEIGHTS),
    meanKl: () => tf.mean(tf.sum(kl, -1), -1),
    klPerDimension: () => tf.mean(kl, 1),
    ...(needs === 'means' ? {} : { kl: () => kl, klOfPoints: () => tf.sum(kl, -1) }),
  };
  return {
    meanReconstruction: () => tf.mean(reconstruction, -1),
    levels: [level],
    ...(needs === 'means'
      ? {}
      : {
          reconstruction: () => reconstruction,
          posterior: () => ({
            mean: tensorOf([pack, batch, latentDim], 7),
            logVariance: tensorOf([pack, 1, latentDim], 8),
          }),
        }),
    ...(needs === 'codes' ? { codes: () => tensorOf([pack, samples * batch, latentDim], 6) } : {}),
  };
}

function updateFaults(
  bound: ReturnType<typeof bindObjective>,
  terms: Terms,
  state: Record<string, tf.Tensor>,
): Fault[] {
  const after = bound.update(terms, SIZES_OF_OBJECTIVE, state);
  const missing = Object.keys(state).filter((name) => after[name] === undefined);
  if (Object.keys(state).length > 0 && missing.length > 0) {
    const remedy = 'Give every tensor of the state, changed or not.';
    return [
      {
        member: 'update',
        expected: 'to give its state after a step',
        received: `nothing for ${missing.join(', ')}`,
        remedy,
      },
    ];
  }
  return Object.entries(after).flatMap(([name, tensor]) =>
    shapeFault('update', state[name]?.shape ?? [], `that of its state ${name}`, tensor.shape),
  );
}

function measuredFaults(
  bound: ReturnType<typeof bindObjective>,
  kl: tf.Tensor,
  reconstruction: tf.Tensor,
  value: tf.Tensor,
): Fault[] {
  const trained = value.dataSync();
  for (const [member, weight] of WEIGHTS.entries()) {
    const values = Float64Array.from(tf.gather(kl, member).dataSync());
    const dimensions = Float64Array.from(tf.gather(tf.mean(kl, 1), member).dataSync());
    const terms: MeasuredTerms = {
      reconstruction: tf.gather(tf.mean(reconstruction, -1), member).dataSync()[0] ?? 0,
      gaussian: null,
      levels: [
        {
          weight,
          kl: dimensions.reduce((sum, one) => sum + one, 0),
          klPerDimension: dimensions,
          klOfPoints: () => values,
        },
      ],
    };
    const measured = bound.measured(terms, SIZES_OF_OBJECTIVE);
    if (measured === null) return [];
    const expected = trained[member] ?? 0;
    if (Math.abs(measured - expected) <= TOLERANCE * Math.max(1, Math.abs(expected))) continue;
    return [
      {
        member: 'measured',
        expected: `to agree with value, which gives ${expected.toPrecision(6)} for the same terms`,
        received: String(measured),
        remedy: 'What is reported has to be what is trained: let both compute the same.',
      },
    ];
  }
  return [];
}

function notFinite(): Fault {
  return {
    member: 'value',
    expected: 'to be finite, and its gradient too, for a reconstruction of about -20 and KLs of about 1',
    received: 'a value or a gradient that is not finite',
    remedy: 'Write it with functions that stay finite.',
  };
}
