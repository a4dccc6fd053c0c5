import { loadBackend, statelessNormal } from '@collapse/backend';
import * as tf from '@tensorflow/tfjs-core';
import type { ParameterDefinitions } from '../src/index.ts';

/** The back end these tests run on: COLLAPSE_BACKEND decides, so that the same tests serve both. */
export const backend = await loadBackend({ backend: 'auto', onNotice: () => {} });

/** Random values for every parameter, as plain arrays: one entry a member of the pack. */
export type RandomParameters = Readonly<Record<string, { shape: readonly number[]; members: Float32Array[] }>>;

export function randomParameters(definitions: ParameterDefinitions, packSize: number, seed: number): RandomParameters {
  return Object.fromEntries(
    Object.entries(definitions).map(([name, { shape }], index) => {
      const size = shape.reduce((product, width) => product * width, 1);
      const members = Array.from({ length: packSize }, (_, member) =>
        statelessNormal(size, [seed + 1000 * member, index]).map((value) => 0.4 * value),
      );
      return [name, { shape, members }];
    }),
  );
}

/** The tensors [P, ...] of some members of a pack. */
export function tensorsOf(parameters: RandomParameters, members: readonly number[]): Record<string, tf.Tensor> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { shape, members: values }]) => [
      name,
      tf.tensor(Float32Array.from(members.flatMap((member) => [...(values[member] ?? [])])), [
        members.length,
        ...shape,
      ]),
    ]),
  );
}

/** Member 0's values in float64. */
export function arraysOf(parameters: RandomParameters): Record<string, Float64Array> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { members }]) => [name, Float64Array.from(members[0] ?? [])]),
  );
}

export function normals(size: number, seed: number): Float32Array {
  return statelessNormal(size, [seed, 77]);
}
