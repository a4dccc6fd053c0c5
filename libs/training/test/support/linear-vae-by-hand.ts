/** A linear VAE and its gradient in plain float64 loops, which share no code with the library. */

/** Names as in a weights file; data are centred. E [d, k], c [k], D's logarithm [k], W [k, d], b [d]. */
export const NAMES = [
  'encoder.mean.weights',
  'encoder.mean.biases',
  'encoder.logVariance',
  'decoder.location.weights',
  'decoder.location.biases',
] as const;

export type LinearParameters = Record<(typeof NAMES)[number], Float64Array>;

export interface LinearSettings {
  readonly beta: number;
  readonly variance: number;
  /** One standard normal draw a latent dimension for each point; left out, the expectation is exact. */
  readonly noise?: readonly Float64Array[];
  /** For a Bernoulli decoder, whose variance is 1 here: what was taken from the points to centre them. */
  readonly bernoulliMean?: Float64Array;
}

const at = (values: ArrayLike<number>, index: number) => values[index] ?? Number.NaN;

/** The gradient of mean_x [E_q ln p(x|z) - beta KL]. */
export function gradient(
  parameters: LinearParameters,
  points: readonly Float64Array[],
  { beta, variance, noise, bernoulliMean }: LinearSettings,
): LinearParameters {
  const [encoder, bias, logVariance, decoder, offset] = NAMES.map((name) => parameters[name]) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const [k, d] = [bias.length, offset.length];
  const result = Object.fromEntries(NAMES.map((name) => [name, new Float64Array(parameters[name].length)]));
  const add = (name: (typeof NAMES)[number], index: number, value: number) => {
    const values = result[name] as Float64Array;
    values[index] = at(values, index) + value / points.length;
  };
  for (const [n, x] of points.entries()) {
    const mean = Float64Array.from({ length: k }, (_, i) =>
      x.reduce((sum, value, j) => sum + value * at(encoder, j * k + i), at(bias, i)),
    );
    const deviation = logVariance.map((value) => Math.exp(value / 2));
    const draws = noise?.[n];
    const z = draws ? mean.map((value, i) => value + at(deviation, i) * at(draws, i)) : mean;
    // The slope of ln p(x|z) in the location, but for 1 / variance.
    const residual = x.map((value, j) => {
      const location = z.reduce((sum, code, i) => sum + code * at(decoder, i * d + j), at(offset, j));
      return bernoulliMean ? value + at(bernoulliMean, j) - 1 / (1 + Math.exp(-location)) : value - location;
    });
    for (let j = 0; j < d; j++) add('decoder.location.biases', j, at(residual, j) / variance);
    for (let i = 0; i < k; i++) {
      let ofCode = 0;
      let columnNorm = 0;
      for (let j = 0; j < d; j++) {
        const weight = at(decoder, i * d + j);
        ofCode += (weight * at(residual, j)) / variance;
        columnNorm += weight * weight;
        const spread = draws ? 0 : at(deviation, i) ** 2 * weight;
        add('decoder.location.weights', i * d + j, (at(z, i) * at(residual, j) - spread) / variance);
      }
      const ofMean = ofCode - beta * at(mean, i);
      for (let j = 0; j < d; j++) add('encoder.mean.weights', j * k + i, at(x, j) * ofMean);
      add('encoder.mean.biases', i, ofMean);
      const own = at(deviation, i);
      const ofReconstruction = draws ? (own * at(draws, i) * ofCode) / 2 : -(own ** 2 * columnNorm) / (2 * variance);
      add('encoder.logVariance', i, ofReconstruction - (beta * (own ** 2 - 1)) / 2);
    }
  }
  return result as LinearParameters;
}

export interface AdamSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** Adam in the form of TensorFlow (Kingma & Ba 2015, the last lines of section 2), upwards; `rate` is that of the step. */
export function adam({ beta1, beta2, epsilon }: AdamSettings) {
  const moments = new Map<string, { first: Float64Array; second: Float64Array; steps: number }>();
  return (name: string, values: Float64Array, slope: Float64Array, rate: number): Float64Array => {
    const known = moments.get(name) ?? {
      first: new Float64Array(values.length),
      second: new Float64Array(values.length),
      steps: 0,
    };
    const first = known.first.map((value, index) => beta1 * value + (1 - beta1) * at(slope, index));
    const second = known.second.map((value, index) => beta2 * value + (1 - beta2) * at(slope, index) ** 2);
    const steps = known.steps + 1;
    moments.set(name, { first, second, steps });
    const corrected = (rate * Math.sqrt(1 - beta2 ** steps)) / (1 - beta1 ** steps);
    return values.map(
      (value, index) => value + (corrected * at(first, index)) / (Math.sqrt(at(second, index)) + epsilon),
    );
  };
}
