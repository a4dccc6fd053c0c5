/** P[Z < z] of a standard normal, to about 1e-15 absolute. */
export function normalCdf(z: number): number {
  if (Number.isNaN(z)) return Number.NaN;
  if (Math.abs(z) > 40) return z > 0 ? 1 : 0;
  if (Math.abs(z) < 3) return 0.5 + density(z) * centralSeries(z);
  const tail = density(z) * millsRatio(Math.abs(z));
  return z > 0 ? 1 - tail : tail;
}

function density(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
}

/** (P[Z < z] - 1/2) / density = z + z^3/3 + z^5/(3 5) + ... (Abramowitz & Stegun 26.2.11). */
function centralSeries(z: number): number {
  let term = z;
  let sum = z;
  for (let odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum); odd += 2) {
    term *= (z * z) / odd;
    sum += term;
  }
  return sum;
}

/** P[Z > z] / density for z >= 3, by the continued fraction 1/(z + 1/(z + 2/(z + ...))) (26.2.14). */
function millsRatio(z: number): number {
  let denominator = z;
  for (let level = 60; level >= 1; level--) denominator = z + level / denominator;
  return 1 / denominator;
}
