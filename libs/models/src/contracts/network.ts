import type * as tf from '@tensorflow/tfjs-core';
import type { Initialization } from '../networks/layer-start.ts';
import { type Component, type FieldShape, type Listed, listed, type Operations, type OwnFields } from './component.ts';
import type { ParameterDefinitions, Parameters } from './parameters.ts';

/** Where a network stands in its model. */
export interface NetworkPlace {
  /** What its parameters' names begin with: encoder or decoder. */
  readonly name: string;
  /** Numbers that go in: the data's dimensions of an encoder, the codes' of a decoder. */
  readonly widthIn: number;
  /** Of the data. */
  readonly dim: number;
  readonly initialization: Initialization | undefined;
}

/** The layers of a network up to its last hidden one. */
export interface HiddenPart {
  readonly definitions: ParameterDefinitions;
  /** Numbers that come out of it. */
  readonly width: number;
  /** Outputs of the first layer, which a condition enters by weights of its own; null where there is no layer. */
  readonly firstWidth: number | null;
  /** x [P, B, widthIn] gives [P, B, width]; a condition [P, B, c] enters the first layer. */
  run(ops: Operations, parameters: Parameters, x: tf.Tensor, condition: tf.Tensor | null): tf.Tensor;
}

/** What gives the location from the last hidden layer, where it is no dense layer. */
export interface OutputPart {
  readonly definitions: ParameterDefinitions;
  /** features [P, B, width] give [P, B, dim]. */
  run(ops: Operations, parameters: Parameters, features: tf.Tensor): tf.Tensor;
}

/** A field that gives a network layers. */
export interface LayerField {
  readonly field: string;
  readonly received: unknown;
  /** What to write for no layers: undefined for leaving it out. */
  readonly none: unknown;
}

/** What is wrong with one of a network's own fields. */
export interface FieldIssue {
  readonly field: string;
  readonly expected: string;
  readonly received: unknown;
}

/** How a network can hand a code on unchanged through its hidden layers. */
export interface Carry {
  /** Of the hidden layers. */
  readonly widths: readonly number[];
  /** Whether a number goes on as relu(z) and relu(-z), which takes two units. */
  readonly isPaired: boolean;
}

/** An encoder's or a decoder's network. A new one is a file and a line in networks/index.ts. */
export interface Network<Shape extends FieldShape = FieldShape> extends Component<Shape> {
  hidden(own: OwnFields<Shape>, place: NetworkPlace): HiddenPart;
  /** Of a decoder; a dense layer where it is left out. */
  output?(own: OwnFields<Shape>, place: NetworkPlace, width: number): OutputPart;
  /**
   * Where the network is an affine map of its input, the widths of the dense layers `${name}.0`, `${name}.1`, ... whose
   * product it is, [] where there are none; null elsewhere. The one definition of linear.
   */
  linearWidths(own: OwnFields<Shape>): readonly number[] | null;
  /** How it hands a code on unchanged; left out where it cannot, null where its fields do not let it. */
  carry?(own: OwnFields<Shape>): Carry | null;
  /** Why it cannot hand on a code of so many dimensions; [] where it can. */
  carryIssues?(own: OwnFields<Shape>, latentDim: number): readonly FieldIssue[];
  /** The fields that give it layers beyond the one of every model, [] where there are none: how those start is a choice. */
  layers(own: OwnFields<Shape>): readonly LayerField[];
  /** Whether it takes a condition. */
  readonly takesCondition?: boolean;
  /** Whether its input or output has to be a square image, and how often its side is halved; 0 where it has not. */
  halvings?(own: OwnFields<Shape>): number;
  /** The fields of the network that is this one the other way round; this one itself where it is left out. */
  mirrored?(own: OwnFields<Shape>): OwnFields<Shape>;
  /** In a few characters, such as "MLP 256-128 ReLU"; `place` tells the order of its layers. */
  label(own: OwnFields<Shape>, place: 'encoder' | 'decoder'): string;
  /** Multiplications of one pass of a data point, roughly; `out` numbers come out. */
  cost(
    own: OwnFields<Shape>,
    place: 'encoder' | 'decoder',
    sizes: { readonly widthIn: number; readonly out: number },
  ): number;
}

/** Gives a network's functions the types of its fields; returns its argument. */
export function defineNetwork<const Shape extends FieldShape, const Kind extends string>(
  network: Network<Shape> & { readonly kind: Kind },
): Listed<Network, Kind, Shape> {
  return listed<Network, Kind, Shape>(network);
}
