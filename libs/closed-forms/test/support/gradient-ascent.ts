import { Matrix } from 'ml-matrix';
import { standardNormals } from './random-model.ts';

/** Weights that gradient ascent reached; the data are centred, so biases are 0. */
export interface Trained {
  readonly decoderWeights: Matrix;
  readonly encoderWeights: Matrix;
  readonly posteriorVariance: number[];
  readonly decoderVariance: number;
}

export interface AscentSettings {
  readonly covariance: Matrix;
  readonly latentDim: number;
  readonly beta: number;
  readonly variance: number;
  readonly learnVariance: boolean;
  readonly seed: number;
}

/** Maximises the analytic ELBO_beta over W, V, ln D and perhaps ln s2 by Adam with derivatives written out by hand. */
export function gradientAscent(settings: AscentSettings, steps = 3000): Trained {
  const { covariance, latentDim, beta } = settings;
  const dim = covariance.rows;
  const normal = standardNormals(settings.seed);
  const random = (rows: number, columns: number) =>
    Matrix.from1DArray(
      rows,
      columns,
      Float64Array.from({ length: rows * columns }, () => 0.3 * normal()),
    );
  // W, V^T and, as single rows, ln D and ln s2.
  const parameters = [
    random(dim, latentDim),
    random(dim, latentDim),
    Matrix.zeros(1, latentDim),
    Matrix.ones(1, 1).mul(Math.log(settings.variance)),
  ] as const;
  const [weights, encoder, logPosterior, logVariance] = parameters;
  const first = parameters.map(({ rows, columns }) => Matrix.zeros(rows, columns));
  const second = parameters.map(({ rows, columns }) => Matrix.zeros(rows, columns));

  for (let step = 1; step <= steps; step++) {
    const variance = Math.exp(logVariance.get(0, 0));
    const posterior = logPosterior.to1DArray().map(Math.exp);
    const coded = covariance.mmul(encoder);
    const second0 = encoder.transpose().mmul(coded).add(Matrix.diag(posterior));
    const gram = weights.transpose().mmul(weights);
    const squaredError = covariance.trace() - 2 * weights.transpose().mmul(coded).trace() + gram.mmul(second0).trace();
    const gradients = [
      Matrix.sub(coded, weights.mmul(second0)).div(variance),
      covariance
        .mmul(Matrix.sub(weights, encoder.mmul(gram)))
        .div(variance)
        .sub(Matrix.mul(coded, beta)),
      Matrix.rowVector(posterior.map((value, i) => (beta * (1 - value) - (gram.get(i, i) * value) / variance) / 2)),
      Matrix.ones(1, 1).mul(settings.learnVariance ? (squaredError / variance - dim) / 2 : 0),
    ];
    const rate = 0.05 * 0.001 ** (step / steps);
    gradients.forEach((gradient, index) => {
      first[index]?.mul(0.9).add(Matrix.mul(gradient, 0.1));
      second[index]?.mul(0.99).add(Matrix.mul(gradient, gradient).mul(0.01));
      const direction = Matrix.div(first[index] ?? gradient, 1 - 0.9 ** step);
      const size = Matrix.div(second[index] ?? gradient, 1 - 0.99 ** step)
        .sqrt()
        .add(1e-12);
      parameters[index]?.add(direction.div(size).mul(rate));
    });
  }
  return {
    decoderWeights: weights,
    encoderWeights: encoder.transpose(),
    posteriorVariance: logPosterior.to1DArray().map(Math.exp),
    decoderVariance: Math.exp(logVariance.get(0, 0)),
  };
}
