import { statelessNormal, statelessUniform } from '@collapse/backend';
import { named, type ParameterDefinition, type ParameterDefinitions } from '@collapse/models';

/** The name of an objective's state among the variables of a step. */
export const stateName = (name: string): string => `objective/${name}`;

/** The values of one tensor and their shape. */
export interface ArrayOfShape {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export type ParameterArrays = Readonly<Record<string, ArrayOfShape>>;

/** One member of a pack: how its parameters start, and the seed of its initialisation stream. */
export interface MemberStart {
  readonly definitions: ParameterDefinitions;
  readonly seed: readonly [number, number];
}

/**
 * Starting values for a pack of models of one shape, [P, ...]. Drawn on the host by a counter-based generator, so that
 * they are the same on every back end and in every pack.
 */
export function initialParameters(members: readonly MemberStart[]): ParameterArrays {
  const names = Object.keys(members[0]?.definitions ?? {});
  return Object.fromEntries(
    names.map((name, index) => {
      const draws = members.map(({ definitions, seed: [low, high] }) => {
        const definition = named(definitions, name);
        return { shape: definition.shape, values: draw(definition, [low, (high + index) | 0]) };
      });
      const shape = [members.length, ...(draws[0]?.shape ?? [])];
      const values = new Float32Array(shape.reduce((product, width) => product * width, 1));
      for (const [member, drawn] of draws.entries()) values.set(drawn.values, member * drawn.values.length);
      return [name, { shape, values }];
    }),
  );
}

function draw({ start, shape }: ParameterDefinition, seed: readonly [number, number]): Float32Array {
  const size = shape.reduce((product, width) => product * width, 1);
  if ('constant' in start) return new Float32Array(size).fill(start.constant);
  if ('uniform' in start) return statelessUniform(size, seed).map((value) => (2 * value - 1) * start.uniform);
  return statelessNormal(size, seed).map((value) => value * start.normal);
}

/** One member's share of a pack, with a pack axis of 1. */
export function memberOf(pack: ParameterArrays, member: number): ParameterArrays {
  return Object.fromEntries(
    Object.entries(pack).map(
      ([
        name,
        {
          shape: [, ...shape],
          values,
        },
      ]) => {
        const size = shape.reduce((product, width) => product * width, 1);
        return [name, { shape: [1, ...shape], values: values.slice(member * size, (member + 1) * size) }];
      },
    ),
  );
}
