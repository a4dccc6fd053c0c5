import type { BoundLikelihood, Support } from '@collapse/models';
import * as tf from '@tensorflow/tfjs-core';
import type { Fault } from './fault.ts';
import { SIZES, tidied } from './made-up-numbers.ts';
import { open } from './open-likelihood.ts';

/** Points of x with the weight of each in a sum that stands for the integral. */
interface Rule {
  /** Such as "integral over [0, 1]". */
  readonly name: string;
  readonly x: Float64Array;
  readonly weights: Float64Array;
  /**
   * How many times the first or last term what lies beyond it may be, for a density that falls there like |x|^-1.2; 0 where
   * nothing lies beyond.
   */
  readonly beyond: readonly [before: number, after: number];
}

/** Outputs of a decoder's network at which the density is integrated. */
const LOCATIONS = [-1, 0.5, 2];
const TOLERANCE = 0.01;

/** Whether the density of one dimension integrates to one, or sums to one, at a few locations. */
export function densityFaults(likelihood: BoundLikelihood): Fault[] {
  for (const location of LOCATIONS) {
    const rules = rulesFor(likelihood, location);
    const totals = rules.map((rule) => total(likelihood, rule, location));
    // Whatever the rule cannot tell is left alone; of several rules one that comes to 1 is enough.
    if (totals.some((value) => value === null || Math.abs(value - 1) <= TOLERANCE)) continue;
    const [first] = rules;
    return [
      {
        member: 'logDensity',
        expected: `to be the logarithm of a density, whose ${first?.name} is 1`,
        received: `${totals.map((value) => Number(value?.toPrecision(4))).join(' or ')} at a location of ${location}`,
        remedy: 'Check the normalising term.',
      },
    ];
  }
  return [];
}

function rulesFor(likelihood: BoundLikelihood, location: number): readonly Rule[] {
  const rules: Readonly<Record<Support, () => readonly Rule[]>> = {
    real: () => centresOf(likelihood, location).map(aroundCentre),
    unit: () => [unitInterval(), { name: 'sum over 0 and 1', ...whole(2), beyond: [0, 0] }],
    'open-unit': () => [openUnitInterval()],
    count: () => [{ name: 'sum over 0, 1, 2, ...', ...whole(8192), beyond: [0, 5 * 8192] }],
  };
  return rules[likelihood.support]();
}

function whole(count: number) {
  return { x: Float64Array.from({ length: count }, (_, value) => value), weights: new Float64Array(count).fill(1) };
}

/** Where a density on the line may have its peak: its mean, and the highest of a scan. */
function centresOf(likelihood: BoundLikelihood, location: number): number[] {
  const at = tidied(() => {
    const decoded = { location: tf.fill([SIZES.pack, 1, 1], location), ...open(likelihood, 1, 1).heads() };
    return likelihood.mean(decoded).dataSync()[0] ?? 0;
  });
  const scan = Float64Array.from({ length: 4001 }, (_, index) => (index - 2000) / 50);
  const densities = logDensities(likelihood, scan, location);
  const highest = densities.reduce((best, value, index) => (value > (densities[best] ?? 0) ? index : best), 0);
  return [at, scan[highest] ?? 0];
}

/** Points that crowd around a centre: from 1e-5 to 1e5 away on either side, evenly in the logarithm of the distance. */
function aroundCentre(centre: number): Rule {
  const half = 3000;
  const logarithms = Array.from({ length: half }, (_, index) => Math.log(1e-5) + (Math.log(1e10) * index) / (half - 1));
  const distances = logarithms.map(Math.exp);
  // float32 has its own idea of a point near the centre: what is weighed is what it holds.
  const x = Float64Array.from([...distances.toReversed().map((d) => -d), 0, ...distances], (d) =>
    Math.fround(centre + d),
  );
  const weights = x.map((value, index) => {
    const before = x[index - 1] ?? value;
    const after = x[index + 1] ?? value;
    return (after - before) / 2;
  });
  const heavy = (5 * half) / Math.log(1e10);
  return { name: 'integral over the line', x, weights, beyond: [heavy, heavy] };
}

function unitInterval(): Rule {
  const count = 4096;
  const x = Float64Array.from({ length: count }, (_, index) => (index + 0.5) / count);
  return { name: 'integral over [0, 1] or sum over 0 and 1', x, weights: x.map(() => 1 / count), beyond: [0, 0] };
}

function openUnitInterval(): Rule {
  const count = 4001;
  const step = 28 / (count - 1);
  const x = Float64Array.from({ length: count }, (_, index) => 1 / (1 + Math.exp(14 - index * step)));
  return {
    name: 'integral over (0, 1)',
    x,
    weights: x.map((value) => value * (1 - value) * step),
    beyond: [5 / step, 5 / step],
  };
}

/** null where the points do not reach as far as the density does. */
function total(likelihood: BoundLikelihood, { x, weights, beyond }: Rule, location: number): number | null {
  const logarithms = logDensities(likelihood, x, location);
  const terms = Array.from(logarithms, (value, index) => Math.exp(value) * (weights[index] ?? 0));
  const rest = Math.max((terms[0] ?? 0) * beyond[0], (terms.at(-1) ?? 0) * beyond[1]);
  if (rest > TOLERANCE / 10) return null;
  return terms.reduce((sum, term) => sum + term, 0);
}

/** ln p(x) of one dimension at one location, for each x. */
function logDensities(likelihood: BoundLikelihood, x: Float64Array, location: number): Float64Array {
  return tidied(() => {
    const { pack } = SIZES;
    const points = tf.tile(tf.tensor(Float32Array.from(x), [1, x.length, 1]), [pack, 1, 1]);
    // The same for every x: the heads are those of a single data point.
    const decoded = { location: tf.fill([pack, x.length, 1], location), ...open(likelihood, 1, 1).heads() };
    // The first member of the pack.
    return Float64Array.from(likelihood.logDensity(points, decoded).dataSync().slice(0, x.length));
  });
}
