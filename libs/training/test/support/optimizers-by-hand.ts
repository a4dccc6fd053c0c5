import { type LinearParameters, NAMES } from './linear-vae-by-hand.ts';

/** The slope of the objective, upwards, and the rate of the step; gives where the parameters go. */
export type Update = (
  values: LinearParameters,
  slope: LinearParameters,
  rate: number,
  names: readonly (typeof NAMES)[number][],
) => LinearParameters;

/** What one number does with its slopes, one after the other: by how much of the rate it moves. */
type Rule = () => (slope: number) => number;

/** A rule for each number of the parameters that are trained, after the slope of all of them is clipped at `clipNorm`. */
function byNumber(rule: Rule, clipNorm: number): Update {
  const rules = new Map<string, (slope: number) => number>();
  return (values, slope, rate, names) => {
    const norm = Math.hypot(...names.flatMap((name) => [...slope[name]]));
    const share = Math.min(1, clipNorm / norm);
    return Object.fromEntries(
      NAMES.map((name) => [
        name,
        names.includes(name)
          ? values[name].map((value, index) => {
              const key = `${name} ${index}`;
              const own = rules.get(key) ?? rule();
              rules.set(key, own);
              return value + rate * own(share * (slope[name][index] ?? Number.NaN));
            })
          : values[name],
      ]),
    ) as LinearParameters;
  };
}

/** torch.optim.SGD. */
export const sgdByHand = (momentum: number, nesterov: boolean, clipNorm = Number.POSITIVE_INFINITY): Update =>
  byNumber(() => {
    let buffer: number | null = null;
    return (slope) => {
      buffer = buffer === null ? slope : momentum * buffer + slope;
      return nesterov ? slope + momentum * buffer : buffer;
    };
  }, clipNorm);

/** torch.optim.RMSprop. */
export const rmspropByHand = (alpha: number, epsilon: number, clipNorm = Number.POSITIVE_INFINITY): Update =>
  byNumber(() => {
    let square = 0;
    return (slope) => {
      square = alpha * square + (1 - alpha) * slope ** 2;
      return slope / (Math.sqrt(square) + epsilon);
    };
  }, clipNorm);

/** Adam with the epsilon hat of Kingma and Ba (2015), section 2, which counts the updates of each number. */
export const adamByHand = (
  beta1: number,
  beta2: number,
  epsilon: number,
  clipNorm = Number.POSITIVE_INFINITY,
): Update =>
  byNumber(() => {
    let [first, second, count] = [0, 0, 0];
    return (slope) => {
      count++;
      first = beta1 * first + (1 - beta1) * slope;
      second = beta2 * second + (1 - beta2) * slope ** 2;
      return ((Math.sqrt(1 - beta2 ** count) / (1 - beta1 ** count)) * first) / (Math.sqrt(second) + epsilon);
    };
  }, clipNorm);
