/**
 * `size` of the numbers 0 to count - 1, each set of them as likely, ascending; all where there are no more.
 * @param uniform draws from [0, 1), one a call
 */
export function randomPoints(count: number, size: number, uniform: () => number): Uint32Array {
  const points = Uint32Array.from({ length: count }, (_, n) => n);
  if (size >= count) return points;
  for (let n = 0; n < size; n++) {
    const other = n + Math.floor(uniform() * (count - n));
    const kept = points[n] as number;
    points[n] = points[other] as number;
    points[other] = kept;
  }
  return points.slice(0, size).sort();
}
