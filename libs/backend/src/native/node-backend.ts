import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js';
import type { TFEOpAttr, TFJSBinding } from '@tensorflow/tfjs-node-gpu/dist/tfjs_binding.js';

/** The addon as built here: tfjs-node's binding and the registration of whole functions. */
export interface NativeBinding extends TFJSBinding {
  /**
   * Registers a function made from a serialized GraphDef; executeOp runs it by name.
   * @param inputs names of its Placeholder nodes, in order
   * @param outputs "node:index", in order
   * @param controls nodes that run for their effect
   */
  addFunction(
    name: string,
    graph: Uint8Array,
    inputs: readonly string[],
    outputs: readonly string[],
    controls: readonly string[],
  ): void;
  removeFunction(name: string): void;
}

/** The addon's operation that draws them. */
export const STANDARD_NORMALS = 'StandardNormals';

/** tfjs-node's kernel back end with the addon as built here. */
export interface NodeBackend extends NodeJSKernelBackend {
  binding: NativeBinding;
}

export type Attribute = TFEOpAttr;

/** TensorFlow's numbers for the kinds of an operation's attributes (TF_AttrType) and for the types of data (TF_DataType). */
export const attributeType = { string: 0, int: 1, float: 2, bool: 3, type: 4, shape: 5, function: 8 } as const;
export const dataType = { float32: 1, int32: 3, int64: 9, resource: 20 } as const;

export function isNodeBackend(backend: object): backend is NodeBackend {
  return (
    'binding' in backend &&
    typeof backend.binding === 'object' &&
    backend.binding !== null &&
    'addFunction' in backend.binding &&
    'removeFunction' in backend.binding &&
    'executeMultipleOutputs' in backend
  );
}

export function typeAttribute(name: string, value: number): Attribute {
  return { name, type: attributeType.type, value };
}
