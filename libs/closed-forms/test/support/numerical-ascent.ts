import { standardNormals } from './random-model.ts';

/** Maximises any function of `size` numbers from a random start by Adam, its gradient by central differences. */
export function ascend(objective: (parameters: Float64Array) => number, size: number, seed: number, steps = 2500) {
  const normal = standardNormals(seed);
  const parameters = Float64Array.from({ length: size }, () => 0.4 * normal());
  const first = new Float64Array(size);
  const second = new Float64Array(size);
  const width = 1e-5;
  for (let step = 1; step <= steps; step++) {
    const gradient = parameters.map((value, index) => {
      const moved = Float64Array.from(parameters);
      moved[index] = value + width;
      const above = objective(moved);
      moved[index] = value - width;
      return (above - objective(moved)) / (2 * width);
    });
    const rate = 0.05 * 0.002 ** (step / steps);
    for (const [index, slope] of gradient.entries()) {
      first[index] = 0.9 * (first[index] ?? 0) + 0.1 * slope;
      second[index] = 0.99 * (second[index] ?? 0) + 0.01 * slope * slope;
      const direction = (first[index] ?? 0) / (1 - 0.9 ** step);
      const scale = Math.sqrt((second[index] ?? 0) / (1 - 0.99 ** step)) + 1e-12;
      parameters[index] = (parameters[index] ?? 0) + (rate * direction) / scale;
    }
  }
  return parameters;
}
