import { seedStream, UserError } from '@collapse/trials';
import { denseMoments } from '../covariance.ts';
import type { DatasetSource, SpecificationOf } from '../dataset.ts';
import { orthonormalRows } from '../orthonormal-rows.ts';
import { standardNormals } from '../philox.ts';
import { sharedFloat32 } from '../shared-arrays.ts';
import { whiten } from '../whiten.ts';

type Specification = SpecificationOf<'synthetic'>;

const MAXIMAL_TEST_COUNT = 1000;

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

    const latents = standardNormals(seedStream(seed, 'synthetic-train'), count * deviations.length);
    if (exact) whiten(latents, count, deviations.length);
    const values = colour(latents, deviations, basis, dim);

    const testCount = Math.min(count, MAXIMAL_TEST_COUNT);
    const testLatents = standardNormals(seedStream(seed, 'synthetic-test'), testCount * deviations.length);
    return {
      imageShape: null,
      values,
      test: { count: testCount, values: colour(testLatents, deviations, basis, dim) },
      moments: () => denseMoments(values, count, dim),
    };
  },
};

/** The eigenvalues that are not 0, in the order of the specification, then the noise. */
function allEigenvalues({ eigenvalues, noise, dim }: Specification): number[] {
  return noise > 0 ? [...eigenvalues, ...Array<number>(dim - eigenvalues.length).fill(noise)] : [...eigenvalues];
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
  const rank = noise > 0 ? dim : eigenvalues.length;
  if (exact && count <= rank) {
    throw new UserError({
      field: 'dataset.count',
      expected: `more than ${rank} data points for an exact sample covariance of rank ${rank}`,
      received: `${count}`,
      remedy: 'Raise dataset.count or set dataset.exact to false.',
    });
  }
}
