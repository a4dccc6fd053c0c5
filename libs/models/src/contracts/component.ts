import type * as tf from '@tensorflow/tfjs-core';
import type { z } from 'zod';

/** The operations of the tensor library, handed in: whoever only reads fields and checks them loads none. */
export type Operations = typeof tf;

/** Fields of a component as a trial has them. */
export type Fields = Readonly<Record<string, unknown>>;

export type FieldShape = z.ZodRawShape;

/** What a component's fields are once they are checked. */
export type OwnFields<Shape extends FieldShape> = {
  readonly [Key in keyof z.output<z.ZodObject<Shape>>]: z.output<z.ZodObject<Shape>>[Key];
};

/** One thing wrong with fields that are right one by one. */
export interface ComponentIssue {
  /** Dotted path of the field, from the trial's root. */
  readonly field: string;
  /** What belongs there, as the end of "expected ...". */
  readonly expected: string;
  /** The value that arrived; undefined for nothing. */
  readonly received: unknown;
  /** A whole sentence that says what to do. */
  readonly remedy: string;
}

/** What a component may ask of the rest of its trial. */
export interface TrialFacts {
  readonly reduction: string;
  /** Levels of latent variables. */
  readonly levels: number;
}

/**
 * What every part of a trial that can be chosen by name has in common. Only the component knows its fields; each is one of
 * three: part of the compiled step, which is what a field is unless it is named here; a number that enters the step as a
 * tensor, in which members of a pack may differ (`asTensors`); or one that the members of a pack share and that enters as a
 * tensor all the same (`inPack`).
 */
export interface Component<Shape extends FieldShape = FieldShape> {
  readonly kind: string;
  /** What it is, in a line, with its source. */
  readonly summary: string;
  /** Each with its default and a description that says its unit. */
  readonly fields: Shape;
  readonly asTensors?: readonly (keyof Shape & string)[];
  readonly inPack?: readonly (keyof Shape & string)[];
  /** Fields that go back to their default whatever is written: kept because the ids of trials have them. */
  readonly unused?: readonly (keyof Shape & string)[];
  /** Fields of which training takes no notice beside the others, for telling trials that train alike. */
  idle?(own: OwnFields<Shape>, trial: TrialFacts): readonly string[];
  /** Numbers that float32 has to hold. */
  readonly float32?: readonly (keyof Shape & string)[];
}

/** A component as lists hold it: who finds it there knows neither its fields nor their types. */
export type Listed<Part extends Component, Kind extends string, Shape extends FieldShape> = Omit<
  Part,
  'kind' | 'fields'
> & { readonly kind: Kind; readonly fields: Shape };

/** A component whose functions have the types of its own fields, for a list; returns its argument. */
export function listed<Part extends Component, Kind extends string, Shape extends FieldShape>(component: {
  readonly kind: Kind;
  readonly fields: Shape;
}): Listed<Part, Kind, Shape> {
  // Sound, since the fields that its functions are given have come through its own schema.
  return component as unknown as Listed<Part, Kind, Shape>;
}
