import { checkCount } from '../errors/input-checks.ts';
import { eigendecompose } from './eigendecompose.ts';
import { eigenvaluesOf } from './eigenvalues.ts';
import { addScaled, dot } from './matrix-product.ts';

/** What is known of a spectrum without decomposing the matrix. */
export interface LeadingSpectrum {
  /** Shape [known], descending, none below 0. */
  readonly eigenvalues: Float64Array;
  /** Shape [known]: |A u - lambda u| for the unit vector u that goes with each; an eigenvalue lies no farther away. */
  readonly residualNorms: Float64Array;
  /** The sum of the eigenvalues that are not known, 0 where all that are not 0 are. */
  readonly rest: number;
}

export interface LeadingOptions {
  /** Shape of the matrix: [dim, dim]. */
  readonly dim: number;
  /** Eigenvalues wanted. Fewer come back where the rest of the trace is rounding. */
  readonly wanted: number;
  /** The sum of all eigenvalues, exactly. */
  readonly trace: number;
  /** Standard normals, for the vectors to start from. */
  readonly normal: () => number;
}

/** Vectors that are multiplied at a time: eigenvalues of up to this multiplicity are found at the first go. */
const BLOCK = 8;
/** Residuals are at most these shares of the largest eigenvalue and of their own, down to what rounding allows. */
const OF_LARGEST = 1e-8;
const OF_OWN = 1e-6;
const ROUNDING = 1e-13;
/** A vector that a projection shortens by more is projected again, to be orthogonal to the last digit but one. */
const SHORTENED = 0.1;
/** How much the basis grows until the next look, and to confirm what has converged. */
const GROWTH = 1 / 7;
const CONFIRMING = 6 * BLOCK;
/** Below this share of what it was, what is left of a vector after projection is rounding. */
const NOTHING_LEFT = 1e-12;

/**
 * The largest eigenvalues of a symmetric positive semidefinite matrix that is known only by its products: block Lanczos
 * with every vector orthogonalised against all before it (Golub & Van Loan 2013, section 10.3). Once they have converged,
 * it starts again from new random vectors beside those it has, until that finds nothing larger: so copies of an eigenvalue
 * that one start cannot tell apart are found too.
 * @param multiply the products of the matrix with vectors, each of shape [dim]
 */
export function leadingEigenvalues(
  multiply: (vectors: readonly Float64Array[]) => readonly Float64Array[],
  options: LeadingOptions,
): LeadingSpectrum {
  const { dim, trace } = options;
  checkCount('wanted', options.wanted);
  const wanted = Math.min(options.wanted, dim);
  const krylov = new BlockKrylov(multiply, dim, options.normal);
  let before: Float64Array | null = null;
  let agreed: Float64Array | null = null;
  let next = Math.min(dim, Math.ceil(1.5 * wanted) + BLOCK);
  for (;;) {
    krylov.growTo(next);
    const eigenvalues = krylov.values(wanted);
    const limits = eigenvalues.map((value) => limitFor(value, eigenvalues[0] ?? 0));
    const found = eigenvalues.reduce((sum, value) => sum + value, 0);
    const isAll = trace - found <= dim * Number.EPSILON * trace;
    const isExact = isAll || krylov.size === dim;
    let step = Math.max(4 * BLOCK, Math.ceil(GROWTH * krylov.size));
    // Values that stand still are looked at closely: residuals take longer to compute.
    if (isExact || isSame(before, eigenvalues, limits)) {
      const residualNorms = krylov.residualNorms(wanted);
      const hasConverged = isExact || residualNorms.every((norm, index) => norm <= (limits[index] ?? 0));
      if (hasConverged && (isExact || isSame(agreed, eigenvalues, limits))) {
        const known = withoutRounding(eigenvalues, residualNorms, dim);
        return { ...known, rest: isAll || known.eigenvalues.length < wanted ? 0 : trace - found };
      }
      if (hasConverged) {
        agreed = eigenvalues;
        krylov.startAgain();
        step = CONFIRMING;
      }
    }
    before = eigenvalues;
    next = Math.min(dim, krylov.size + step);
  }
}

function limitFor(eigenvalue: number, largest: number): number {
  return Math.max(ROUNDING * largest, Math.min(OF_LARGEST * largest, OF_OWN * eigenvalue));
}

function isSame(before: Float64Array | null, now: Float64Array, limits: Float64Array): boolean {
  return before !== null && now.every((value, index) => Math.abs(value - (before[index] ?? 0)) <= (limits[index] ?? 0));
}

/** Without eigenvalues that rounding alone makes, as `rankOf` counts them; no residual is known to be below rounding. */
function withoutRounding(eigenvalues: Float64Array, residualNorms: Float64Array, dim: number) {
  const largest = eigenvalues[0] ?? 0;
  const known = eigenvalues.filter((value) => value > largest * dim * Number.EPSILON).length;
  return {
    eigenvalues: eigenvalues.slice(0, known),
    residualNorms: residualNorms.slice(0, known).map((norm) => Math.max(norm, ROUNDING * largest)),
  };
}

/** An orthonormal basis that grows by the products of its last block, with the matrix projected on it. */
class BlockKrylov {
  readonly #multiply: (vectors: readonly Float64Array[]) => readonly Float64Array[];
  readonly #dim: number;
  readonly #normal: () => number;
  readonly #basis: Float64Array[] = [];
  /** Column j of the projected matrix: products of basis vector j with those up to it and beyond, by their number. */
  readonly #projected: number[][] = [];
  /** Vectors whose products are still to be taken. */
  #pending = 0;

  constructor(
    multiply: (vectors: readonly Float64Array[]) => readonly Float64Array[],
    dim: number,
    normal: () => number,
  ) {
    this.#multiply = multiply;
    this.#dim = dim;
    this.#normal = normal;
    this.startAgain();
  }

  /** Basis vectors whose products are known. */
  get size(): number {
    return this.#basis.length - this.#pending;
  }

  /** Puts random vectors beside the basis. */
  startAgain(): void {
    const room = Math.min(BLOCK, this.#dim - this.#basis.length);
    for (let index = 0; index < room; index++) {
      const vector = Float64Array.from({ length: this.#dim }, this.#normal);
      if (this.#append(vector).left > 0) this.#pending++;
    }
  }

  growTo(size: number): void {
    while (this.size < size) this.#grow();
  }

  /** Takes the products of the vectors that wait and appends what is new in them. */
  #grow(): void {
    if (this.#pending === 0) this.startAgain();
    const first = this.size;
    const waiting = this.#basis.slice(first);
    const products = this.#multiply(waiting);
    this.#pending = 0;
    for (const [index, product] of products.entries()) {
      const vector = product.slice();
      const { coefficients, left } = this.#append(vector);
      if (left > 0) {
        this.#pending++;
        coefficients.push(left);
      }
      this.#projected[first + index] = coefficients;
    }
  }

  /**
   * Orthogonalises a vector against the basis and appends it unless nothing is left.
   * @returns its coefficients in the basis and the length of what is left, 0 for nothing
   */
  #append(vector: Float64Array): { coefficients: number[]; left: number } {
    const dim = this.#dim;
    const length = () => Math.sqrt(dot(vector, 0, vector, 0, dim));
    const before = length();
    const coefficients = this.#basis.map(() => 0);
    const project = () => {
      for (const [index, other] of this.#basis.entries()) {
        const overlap = dot(other, 0, vector, 0, dim);
        coefficients[index] = (coefficients[index] as number) + overlap;
        addScaled(-overlap, other, 0, vector, 0, dim);
      }
      return length();
    };
    const once = project();
    const left = once < SHORTENED * before ? project() : once;
    if (!(left > NOTHING_LEFT * before)) return { coefficients, left: 0 };
    this.#basis.push(vector.map((value) => value / left));
    return { coefficients, left };
  }

  /** The largest eigenvalues of the projected matrix. */
  values(wanted: number): Float64Array {
    return eigenvaluesOf({ covariance: this.#symmetric(), dim: this.size }).slice(0, wanted);
  }

  /** What the vectors that go with them miss of being eigenvectors of the whole matrix. */
  residualNorms(wanted: number): Float64Array {
    const size = this.size;
    const decomposition = eigendecompose({ covariance: this.#symmetric(), dim: size });
    return Float64Array.from({ length: Math.min(wanted, size) }, (_, index) =>
      this.#residual((column) => decomposition.eigenvectors[column * size + index] as number),
    );
  }

  /** The projected matrix, shape [size, size]. */
  #symmetric(): Float64Array {
    const size = this.size;
    const matrix = new Float64Array(size * size);
    for (let column = 0; column < size; column++) {
      const products = this.#projected[column] as number[];
      for (let row = 0; row < Math.min(size, products.length); row++) {
        const value = products[row] as number;
        matrix[row * size + column] = value;
        matrix[column * size + row] = value;
      }
    }
    return matrix;
  }

  /** Of the combination of basis vectors with these weights: the part of its product beyond the known basis. */
  #residual(weightOf: (column: number) => number): number {
    const size = this.size;
    const beyond = new Float64Array(this.#pending);
    for (let column = 0; column < size; column++) {
      const products = this.#projected[column] as number[];
      for (let row = size; row < products.length; row++) {
        beyond[row - size] = (beyond[row - size] as number) + (products[row] as number) * weightOf(column);
      }
    }
    return Math.hypot(...beyond);
  }
}
