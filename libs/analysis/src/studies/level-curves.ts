interface Point {
  readonly x: number;
  readonly y: number;
}

/** Around a zero column w of W at its stationary point, in the plane of two eigenvectors u and v: w = x u + y v. */
export interface ColumnPlane {
  readonly variance: number;
  /** Eigenvalues of u and v, the larger first. */
  readonly eigenvalues: readonly [number, number];
}

/** Angles of a whole ring, and of one side of a lobe. */
const ANGLES = 96;
const LOBE_ANGLES = 32;
/** Halvings that bring a bracket of any size here below float64. */
const HALVINGS = 70;

/**
 * What the column w adds to log p(x), nats: C gains w w', so that with q = |w|^2 / variance and a the eigenvalue-weighted
 * mean of its squared direction, the gain is -(ln(1 + q) - (a / variance) q / (1 + q)) / 2 (Tipping & Bishop 1999, eq. 4).
 */
export function columnGain({ variance, eigenvalues: [first, second] }: ColumnPlane, { x, y }: Point): number {
  const square = x ** 2 + y ** 2;
  if (square === 0) return 0;
  return gain(square / variance, (first * x ** 2 + second * y ** 2) / square / variance);
}

/**
 * The closed curves on which `columnGain` is `level`. Along each direction it rises, where it does, to its one maximum and
 * then falls: every direction meets a level on the rise, on the fall, on both or not at all.
 */
export function levelCurves(plane: ColumnPlane, level: number): Point[][] {
  const { variance, eigenvalues } = plane;
  const ratioAt = (angle: number) =>
    (eigenvalues[0] * Math.cos(angle) ** 2 + eigenvalues[1] * Math.sin(angle) ** 2) / variance;
  const at = (angle: number, q: number) => {
    const length = Math.sqrt(q * variance);
    return { x: length * Math.cos(angle), y: length * Math.sin(angle) };
  };
  const onFall = (angle: number) => at(angle, fallTo(level, ratioAt(angle)));
  const onRise = (angle: number) => at(angle, riseTo(level, ratioAt(angle)));
  const around = shares(ANGLES).map((share) => 2 * Math.PI * share);
  if (level <= 0) return [around.map(onFall)];
  const [most, least] = eigenvalues.map((eigenvalue) => highest(eigenvalue / variance)) as [number, number];
  if (least >= level) return [around.map(onFall), around.map(onRise)];
  if (most <= level) return [];
  const last = bisect((angle) => highest(ratioAt(angle)) - level, 0, Math.PI / 2);
  return [0, Math.PI].map((middle) => {
    // Closest where the two sides meet and the curve turns.
    const lobe = shares(LOBE_ANGLES).map((share) => middle - last * Math.cos(Math.PI * share));
    const curve = [...lobe.map(onFall), ...lobe.toReversed().map(onRise)];
    return [...curve, ...curve.slice(0, 1)];
  });
}

/** From 0 to 1. */
function shares(count: number): number[] {
  return Array.from({ length: count + 1 }, (_, index) => index / count);
}

function gain(q: number, ratio: number): number {
  return -(Math.log1p(q) - (ratio * q) / (1 + q)) / 2;
}

/** The largest gain in a direction, at 1 + q = ratio; 0 where it only falls. */
function highest(ratio: number): number {
  return gain(Math.max(0, ratio - 1), ratio);
}

function fallTo(level: number, ratio: number): number {
  const top = Math.max(0, ratio - 1);
  let bottom = top + 1;
  while (gain(bottom, ratio) > level) bottom *= 2;
  return bisect((q) => gain(q, ratio) - level, top, bottom);
}

function riseTo(level: number, ratio: number): number {
  return bisect((q) => level - gain(q, ratio), 0, Math.max(0, ratio - 1));
}

/** Where a function that is not negative at `from` and not positive at `to` changes sign. */
function bisect(f: (x: number) => number, from: number, to: number): number {
  let [positive, negative] = [from, to];
  for (let step = 0; step < HALVINGS; step++) {
    const middle = (positive + negative) / 2;
    if (f(middle) > 0) positive = middle;
    else negative = middle;
  }
  return (positive + negative) / 2;
}
