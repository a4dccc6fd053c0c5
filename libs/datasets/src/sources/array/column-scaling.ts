import { UserError } from '@collapse/trials';
import type { SpecificationOf } from '../../dataset.ts';
import { sharedFloat32 } from '../../shared-arrays.ts';

/** How values are scaled, and what they are said to be then. */
export type Treatment = Pick<SpecificationOf<'array'>, 'scaling' | 'values'>;

/** Rows of a table, by their number in it. */
export interface Rows {
  readonly values: Float32Array | Float64Array;
  readonly dim: number;
  /** Shape [count]. */
  readonly rows: Uint32Array;
  readonly file: string;
  readonly nameOf: (column: number) => string;
}

/** x <- (x - shift) / scale by column, both of shape [dim]; scale 0 for a column that never varies, which goes to 0. */
interface Affine {
  readonly shift: Float64Array;
  readonly scale: Float64Array;
}

/**
 * Training and held-out rows as the values a model sees, on SharedArrayBuffers. Statistics are of the training rows:
 * standardize, mean and standard deviation (divided by N); unit, smallest and largest value; log1p needs none.
 * @throws UserError, with row and column, for values that are not finite, beyond float32, at most -1 for log1p, or not what
 * they are said to be
 */
export function scaleColumns(train: Rows, test: Rows | null, { scaling, values }: Treatment) {
  const affine = affineOf(train, scaling);
  if (affine !== null && test !== null) requireFinite(test, scaling);
  const scale = (part: Rows) => {
    const result = scaled(part, scaling, affine);
    if (values !== undefined) requireValues(part, result, values);
    return result;
  };
  return { train: scale(train), test: test === null ? null : scale(test) };
}

type ValueKind = NonNullable<Treatment['values']>;

const FITTING: { readonly [Kind in ValueKind]: { readonly words: string; readonly fits: (value: number) => boolean } } =
  {
    real: { words: 'a number', fits: () => true },
    unit: { words: 'a number within [0, 1]', fits: (value) => value >= 0 && value <= 1 },
    count: { words: 'an integer >= 0', fits: (value) => value >= 0 && Number.isInteger(value) },
    token: { words: 'an integer >= 0', fits: (value) => value >= 0 && Number.isInteger(value) },
  };

/** @param result the scaled rows of `part`, shape [count, dim] */
function requireValues(part: Rows, result: Float32Array, kind: ValueKind): void {
  const { words, fits } = FITTING[kind];
  const at = result.findIndex((value) => !fits(value));
  if (at < 0) return;
  throw new UserError({
    field: placeOf(part, Math.floor(at / part.dim), at % part.dim),
    expected: `${words} for dataset.values "${kind}"`,
    received: String(result[at]),
    remedy: 'Remove dataset.values, write what the values are, or mend the data.',
  });
}

function placeOf({ rows, file, nameOf }: Rows, n: number, column: number): string {
  return `${file}, data point ${(rows[n] as number) + 1}, column ${nameOf(column)}`;
}

/** null for a scaling that needs no statistics: scaled looks at each value. */
function affineOf(train: Rows, scaling: Treatment['scaling']): Affine | null {
  if (scaling !== 'standardize' && scaling !== 'unit') return null;
  requireFinite(train, scaling);
  return scaling === 'standardize' ? standardizing(train) : toUnit(train);
}

function requireFinite(part: Rows, scaling: Treatment['scaling']): void {
  const { values, dim, rows } = part;
  for (let n = 0; n < rows.length; n++) {
    for (let column = 0; column < dim; column++) {
      const value = values[(rows[n] as number) * dim + column] as number;
      if (!Number.isFinite(value)) throw unusableValue(placeOf(part, n, column), value, scaling === 'log1p');
    }
  }
}

function scaled(part: Rows, scaling: Treatment['scaling'], affine: Affine | null): Float32Array<SharedArrayBuffer> {
  const { values, dim, rows } = part;
  const target = sharedFloat32(rows.length * dim);
  for (let n = 0; n < rows.length; n++) {
    const start = (rows[n] as number) * dim;
    for (let column = 0; column < dim; column++) {
      const value = values[start + column] as number;
      let result = value;
      if (scaling === 'log1p') result = Math.log1p(value);
      if (affine !== null) {
        const width = affine.scale[column] as number;
        result = width === 0 ? 0 : (value - (affine.shift[column] as number)) / width;
      }
      const rounded = Math.fround(result);
      if (!Number.isFinite(rounded)) throw unusableValue(placeOf(part, n, column), value, scaling === 'log1p');
      target[n * dim + column] = rounded;
    }
  }
  return target;
}

/** Of a value, at a place in words, that is none in float32 as it is or, where the scaling is log1p, by its logarithm. */
export function unusableValue(place: string, value: number, isLog1p: boolean): UserError {
  const finite = Number.isFinite(value);
  return new UserError({
    field: place,
    expected: isLog1p && finite ? 'a number above -1 for dataset.scaling "log1p"' : 'a finite number within float32',
    received: String(value),
    remedy: finite ? 'Choose another dataset.scaling.' : 'Fill it in or leave the data point out: nothing is imputed.',
  });
}

function toUnit(part: Rows): Affine {
  const { smallest, largest } = extremes(part);
  return { shift: smallest, scale: largest.map((value, column) => value - (smallest[column] as number)) };
}

function standardizing(part: Rows): Affine {
  const { values, dim, rows } = part;
  const { smallest, largest } = extremes(part);
  const mean = new Float64Array(dim);
  for (const row of rows) {
    for (let j = 0; j < dim; j++) mean[j] = (mean[j] as number) + (values[row * dim + j] as number) / rows.length;
  }
  const variance = new Float64Array(dim);
  for (const row of rows) {
    for (let j = 0; j < dim; j++) {
      variance[j] =
        (variance[j] as number) + ((values[row * dim + j] as number) - (mean[j] as number)) ** 2 / rows.length;
    }
  }
  // The mean of equal numbers may miss them by rounding.
  const scale = variance.map((value, j) => (smallest[j] === largest[j] ? 0 : Math.sqrt(value)));
  return { shift: mean, scale };
}

function extremes({ values, dim, rows }: Rows) {
  const smallest = new Float64Array(dim).fill(Number.POSITIVE_INFINITY);
  const largest = new Float64Array(dim).fill(Number.NEGATIVE_INFINITY);
  for (const row of rows) {
    for (let j = 0; j < dim; j++) {
      const value = values[row * dim + j] as number;
      if (value < (smallest[j] as number)) smallest[j] = value;
      if (value > (largest[j] as number)) largest[j] = value;
    }
  }
  return { smallest, largest };
}
