import { type BoundLikelihood, bindLikelihood, type Decoded, type Likelihood, type Support } from '@collapse/models';
import * as tf from '@tensorflow/tfjs-core';
import { densityFaults } from './check-density.ts';
import { type Fault, faultsFrom, shapeFault } from './fault.ts';
import { areFinite, gradientsOf, SIZES, spread, tensorOf, tidied } from './made-up-numbers.ts';
import { open } from './open-likelihood.ts';

const { pack, samples, batch, dim } = SIZES;

/** What is wrong with a likelihood on made-up numbers of its support: shapes, gradients, and whether it is a density. */
export function likelihoodFaults(likelihood: Likelihood, own: Readonly<Record<string, unknown>>): Fault[] {
  const bound = bindLikelihood(tf, likelihood, own);
  return tidied(() => {
    const setting = faultsFrom('parameters', () => {
      open(bound, dim, batch);
      return [];
    });
    if (setting.length > 0) return setting;
    const shapes = [
      ...faultsFrom('heads', () => headFaults(bound)),
      ...faultsFrom('logDensity', () => logDensityFaults(bound)),
      ...faultsFrom('mean', () => meanFaults(bound)),
      ...faultsFrom('input', () => inputFaults(bound)),
    ];
    // What has a wrong shape has wrong gradients and integrals too.
    if (shapes.length > 0) return shapes;
    return [
      ...faultsFrom('logDensity', () => gradientFaults(bound)),
      ...faultsFrom('logDensity', () => densityFaults(bound)),
    ];
  });
}

/** Values of a support, none of them at its ends. */
function valuesOf(support: Support, shape: readonly number[]): tf.Tensor {
  const count = shape.reduce((product, size) => product * size, 1);
  const between = spread(count, 5);
  const of: Readonly<Record<Support, (value: number) => number>> = {
    real: (value) => 2 * value,
    unit: (value) => (value + 1) / 2,
    'open-unit': (value) => 0.5 + 0.49 * value,
    count: (value) => Math.floor(4 * (value + 1)),
  };
  return tf.tensor(between.map(of[support]), [...shape]);
}

function headFaults(likelihood: BoundLikelihood): Fault[] {
  const allowed = [
    [pack, batch, dim],
    [pack, 1, dim],
    [pack, 1, 1],
  ];
  return Object.entries(open(likelihood, dim, batch).heads()).flatMap(([name, { shape }]) =>
    allowed.some((size) => String(size) === String(shape))
      ? []
      : [
          {
            member: 'heads',
            expected: `to give ${name} as [P, B, dim], [P, 1, dim] or [P, 1, 1], here ${allowed.map((size) => `[${size.join(', ')}]`).join(', ')}`,
            received: `[${shape.join(', ')}]`,
            remedy: 'Heads broadcast to the location.',
          },
        ],
  );
}

function logDensityFaults(likelihood: BoundLikelihood): Fault[] {
  const { heads } = open(likelihood, dim, batch);
  const x = valuesOf(likelihood.support, [pack, batch, dim]);
  const location = tensorOf([pack, batch, dim], 11);
  const plain = likelihood.logDensity(x, { location, ...heads() });
  const faults = shapeFault('logDensity', [pack, batch], '[P, B]', plain.shape, ` for x [${x.shape.join(', ')}]`);
  if (faults.length > 0) return faults;
  if (!areFinite(plain)) return [notFinite('a value that is not finite', 'x and a location of about 1')];
  const several = tensorOf([pack, samples, batch, dim], 11);
  const split = (head: tf.Tensor) =>
    head.shape[1] === 1 ? tf.expandDims(head, 1) : tf.tile(tf.expandDims(head, 1), [1, samples, 1, 1]);
  const ofSamples: Decoded = {
    location: several,
    ...Object.fromEntries(Object.entries(heads()).map(([name, head]) => [name, split(head)])),
  };
  const wide = tf.expandDims(x, 1);
  const sampled = likelihood.logDensity(wide, ofSamples);
  return shapeFault(
    'logDensity',
    [pack, samples, batch],
    '[P, S, B]',
    sampled.shape,
    ` for x [${wide.shape.join(', ')}] and a location [${several.shape.join(', ')}] of several samples`,
  );
}

function meanFaults(likelihood: BoundLikelihood): Fault[] {
  const location = tensorOf([pack, batch, dim], 11);
  const mean = likelihood.mean({ location, ...open(likelihood, dim, batch).heads() });
  const faults = shapeFault('mean', [pack, batch, dim], '[P, B, dim]', mean.shape);
  return faults.length > 0 || areFinite(mean)
    ? faults
    : [
        {
          member: 'mean',
          expected: 'to be finite',
          received: 'a value that is not',
          remedy: 'A mean that does not exist may be the location itself.',
        },
      ];
}

function inputFaults(likelihood: BoundLikelihood): Fault[] {
  const x = valuesOf(likelihood.support, [pack, batch, dim]);
  const input = likelihood.input(x, tf.zeros([1, 1, dim]));
  return shapeFault('input', [pack, batch, dim], '[P, B, dim], what the encoder sees', input.shape);
}

function gradientFaults(likelihood: BoundLikelihood): Fault[] {
  const { parameters, heads } = open(likelihood, dim, batch);
  const x = valuesOf(likelihood.support, [pack, batch, dim]);
  const location = tensorOf([pack, batch, dim], 11, 2);
  const gradients = gradientsOf(
    ({ location: at, ...rest }) => likelihood.logDensity(x, { location: at as tf.Tensor, ...heads(rest) }),
    { ...parameters, location },
  );
  const wrong = Object.entries(gradients).find(([, gradient]) => !areFinite(gradient));
  return wrong ? [notFinite(`a gradient by ${wrong[0]} that is not finite`, 'x and a location of about 1')] : [];
}

function notFinite(received: string, where: string): Fault {
  return {
    member: 'logDensity',
    expected: `to be finite, and its gradient too, for ${where}`,
    received,
    remedy: 'Write it with functions that stay finite, such as softplus for ln(1 + exp(x)).',
  };
}
