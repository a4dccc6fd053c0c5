import { statelessNormal } from '@collapse/backend';
import type { ParameterDefinition, ParameterDefinitions } from '@collapse/models';

/** The values of one tensor and their shape. */
export interface ArrayOfShape {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export type ParameterArrays = Readonly<Record<string, ArrayOfShape>>;

/**
 * Starting values for a pack, shapes [P, ...]; `seeds` has one initialisation stream a member. Drawn on the host by a
 * counter-based generator, so that they are the same on every back end and in every pack.
 */
export function initialParameters(
  definitions: ParameterDefinitions,
  seeds: readonly (readonly [number, number])[],
): ParameterArrays {
  return Object.fromEntries(
    Object.entries(definitions).map(([name, definition], index) => {
      const size = definition.shape.reduce((product, width) => product * width, 1);
      const values = new Float32Array(size * seeds.length);
      for (const [member, [low, high]] of seeds.entries()) {
        values.set(draw(definition, size, [low, (high + index) | 0]), member * size);
      }
      return [name, { shape: [seeds.length, ...definition.shape], values }];
    }),
  );
}

function draw({ start }: ParameterDefinition, size: number, seed: readonly [number, number]): Float32Array {
  if ('constant' in start) return new Float32Array(size).fill(start.constant);
  return statelessNormal(size, seed).map((value) => value * start.normal);
}
