/** A direction of the data is near the threshold where its eigenvalue is within this share of it. */
export const NEAR_THRESHOLD = 0.02;

/**
 * What a latent dimension of the closed form's optimum adds to the objective, nats, from its mean KL there: with
 * y = eigenvalue / (beta x variance), KL = ln(y) / 2 and the gain is beta (y - 1 - ln y) / 2, since an unused direction leaves its
 * eigenvalue of the squared error and a used one beta x variance (Lucas et al. 2019). 0 where it is not used. It is that at
 * a fixed decoder variance: a learned one takes up some of the loss.
 */
export function gainOf(predictedKl: number, beta: number): number {
  const y = Math.exp(2 * predictedKl);
  return (beta * (y - 1 - 2 * predictedKl)) / 2;
}

/** Of each dimension of the optimum outside the neighbourhood of the threshold, nats, the least first. */
export function gainsBeyondThreshold(predictedKl: readonly number[], beta: number): number[] {
  return predictedKl
    .filter((kl) => kl > Math.log(1 + NEAR_THRESHOLD) / 2)
    .map((kl) => gainOf(kl, beta))
    .sort((one, other) => one - other);
}

/** The least that a dimension outside the neighbourhood of the threshold changes the objective by, nats: about beta x 1e-4. */
export function leastGain(beta: number): number {
  return gainOf(Math.log(1 + NEAR_THRESHOLD) / 2, beta);
}
