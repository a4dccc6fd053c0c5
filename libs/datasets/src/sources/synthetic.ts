import { seedStream, UserError } from '@collapse/trials';
import { denseMoments } from '../covariance.ts';
import type { DatasetSource, SpecificationOf } from '../dataset.ts';
import { orthonormalRows } from '../orthonormal-rows.ts';
import { standardNormals } from '../philox.ts';
import { sharedFloat32 } from '../shared-arrays.ts';
import { whiten } from '../whiten.ts';

type Specification = SpecificationOf<'synthetic'>;

const MAXIMAL_TEST_COUNT = 1000;
/** Of one array, 4 GiB of float32: the longest that can be had. */
const MOST_VALUES = 2 ** 30;

/**
 * Zero-mean Gaussian data x = U diag(lambda)^(1/2) z in a random orthonormal basis U. With `exact` the training sample
 * itself, not only its distribution, has mean 0 and covariance U diag(lambda) U^T (divided by N), to float32 rounding.
 */
export const synthetic: DatasetSource<Specification> = {
  shape(specification) {
    checkSpecification(specification);
    return { count: specification.count, dim: specification.dim };
  },

  async load(specification) {
    checkSpecification(specification);
    const { count, dim, exact, seed } = specification;
    const deviations = allEigenvalues(specification).map(Math.sqrt);
    const basis = orthonormalRows(seedStream(seed, 'synthetic-basis'), deviations.length, dim);

    const correlations = specification.condition?.correlations ?? [];
    const train = draw(seedStream(seed, 'synthetic-train'), count, deviations.length, correlations, exact);
    const values = colour(train.latents, deviations, basis, dim);

    const testCount = Math.min(count, MAXIMAL_TEST_COUNT);
    const test = draw(seedStream(seed, 'synthetic-test'), testCount, deviations.length, correlations, false);
    return {
      dim,
      imageShape: null,
      values,
      test: { count: testCount, values: colour(test.latents, deviations, basis, dim) },
      ...(correlations.length > 0 && {
        condition: { dim: correlations.length, values: train.condition, test: test.condition },
      }),
      moments: () => denseMoments(values, count, dim),
    };
  },
};

/** The eigenvalues that are not 0, in the order of the specification, then the noise. */
function allEigenvalues({ eigenvalues, noise, dim }: Specification): number[] {
  return noise > 0 ? [...eigenvalues, ...Array<number>(dim - eigenvalues.length).fill(noise)] : [...eigenvalues];
}

/**
 * Standard normal latents [count, directions] and conditions [count, correlations], condition i correlated with latent i;
 * with `exact` mean 0 and this covariance in the sample too.
 */
function draw(
  key: readonly [number, number],
  count: number,
  directions: number,
  correlations: readonly number[],
  exact: boolean,
) {
  const width = directions + correlations.length;
  const normals = standardNormals(key, count * width);
  if (exact) whiten(normals, count, width);
  const condition = sharedFloat32(count * correlations.length);
  if (correlations.length === 0) return { latents: normals, condition };
  const latents = new Float64Array(count * directions);
  for (let n = 0; n < count; n++) {
    const row = normals.subarray(n * width, (n + 1) * width);
    condition.set(row.subarray(directions), n * correlations.length);
    for (let i = 0; i < directions; i++) {
      const correlation = correlations[i] ?? 0;
      latents[n * directions + i] =
        correlation * (row[directions + i] ?? 0) + Math.sqrt(1 - correlation ** 2) * (row[i] as number);
    }
  }
  return { latents, condition };
}

/** Rows z [directions] of `latents` as x = sum_i deviations_i z_i basis_i, shape [count, dim]. */
function colour(latents: Float64Array, deviations: readonly number[], basis: Float64Array, dim: number) {
  const directions = deviations.length;
  const count = latents.length / directions;
  const values = sharedFloat32(count * dim);
  const point = new Float64Array(dim);
  for (let n = 0; n < count; n++) {
    point.fill(0);
    for (let i = 0; i < directions; i++) {
      const coordinate = (deviations[i] as number) * (latents[n * directions + i] as number);
      const start = i * dim;
      for (let j = 0; j < dim; j++) point[j] = (point[j] as number) + coordinate * (basis[start + j] as number);
    }
    values.set(point, n * dim);
  }
  return values;
}

function checkSpecification(specification: Specification): void {
  const { eigenvalues, dim, count, exact, noise } = specification;
  if (eigenvalues.length > dim) {
    throw new UserError({
      field: 'dataset.eigenvalues',
      expected: `at most dataset.dim = ${dim} eigenvalues`,
      received: `${eigenvalues.length}`,
      remedy: 'Leave some out or raise dataset.dim.',
    });
  }
  if (count * dim > MOST_VALUES) {
    throw new UserError({
      field: 'dataset.count',
      expected: `at most ${Math.floor(MOST_VALUES / dim)} data points of ${dim} dimensions`,
      received: `${count}`,
      remedy: 'Lower dataset.count or dataset.dim.',
    });
  }
  const rank = noise > 0 ? dim : eigenvalues.length;
  const conditions = specification.condition?.correlations.length ?? 0;
  if (conditions > rank) {
    throw new UserError({
      field: 'dataset.condition.correlations',
      expected: `at most ${rank}, the number of directions in which the data vary`,
      received: `${conditions}`,
      remedy: 'Leave some out.',
    });
  }
  if (exact && count <= rank + conditions) {
    throw new UserError({
      field: 'dataset.count',
      expected: `more than ${rank + conditions} data points for an exact sample covariance of rank ${rank + conditions}`,
      received: `${count}`,
      remedy: 'Raise dataset.count or set dataset.exact to false.',
    });
  }
}
