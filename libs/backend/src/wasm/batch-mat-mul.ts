import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';

const KERNEL = 'BatchMatMul';

/**
 * Replaces the WebAssembly back end's matrix product. The stock kernel is fast for one pair of matrices as they stand, and leaves
 * that path for a transposed operand or a batch of them: so operands are transposed first, and batches taken one by one.
 */
export function registerBatchMatMul(backend: BackendWasm): void {
  const stock = kernel(KERNEL);
  tf.unregisterKernel(KERNEL, 'wasm');
  tf.registerKernel({
    kernelName: KERNEL,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) => {
      const { a, b } = inputs;
      if (!a || !b) throw new Error('matMul: expected two tensors.');
      return batchMatMul(backend, stock, { a, b }, attrs?.transposeA === true, attrs?.transposeB === true);
    },
  });
}

function kernel(name: string): tf.KernelFunc {
  const config = tf.getKernel(name, 'wasm');
  if (!config) throw new Error(`the WebAssembly back end has no kernel ${name}.`);
  return config.kernelFunc;
}

function one(result: tf.TensorInfo | tf.TensorInfo[]): tf.TensorInfo {
  if (Array.isArray(result)) throw new Error('expected a kernel with one output.');
  return result;
}

interface Operands {
  readonly a: tf.TensorInfo;
  readonly b: tf.TensorInfo;
}

/** a [..., m, k] times b [..., k, n], each transposed in its last two axes where said; batch axes broadcast. */
function batchMatMul(
  backend: BackendWasm,
  stock: tf.KernelFunc,
  { a, b }: Operands,
  transposeA: boolean,
  transposeB: boolean,
): tf.TensorInfo {
  const temporary: tf.TensorInfo[] = [];
  const straight = (tensor: tf.TensorInfo, transpose: boolean) => {
    if (!transpose) return tensor;
    const transposed = transposeLast(backend, tensor);
    temporary.push(transposed);
    return transposed;
  };
  const product = ({ a: left, b: right }: Operands) =>
    one(stock({ inputs: { a: left, b: right }, backend, attrs: { transposeA: false, transposeB: false } }));

  const operands = { a: straight(a, transposeA), b: straight(b, transposeB) };
  const result = batchProduct(backend, operands, product);
  for (const { dataId } of temporary) backend.disposeData(dataId);
  return result;
}

function batchProduct(
  backend: BackendWasm,
  { a, b }: Operands,
  product: (operands: Operands) => tf.TensorInfo,
): tf.TensorInfo {
  const [batchA, batchB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  const [m, k, n] = [lastAxis(a, 2), lastAxis(a, 1), lastAxis(b, 1)];
  const [countA, countB] = [tf.util.sizeFromShape(batchA), tf.util.sizeFromShape(batchB)];
  const batch = tf.broadcast_util.assertAndGetBroadcastShape(batchA, batchB);
  const shape = [...batch, m, n];
  const count = tf.util.sizeFromShape(batch);
  if (k !== lastAxis(b, 2) || count === 0 || (countA === 1 && countB === 1)) return product({ a, b });
  if (countB === 1 && countA === count) {
    // One right operand for all: the batch is only more rows.
    const rows = product({ a: { ...a, shape: [1, countA * m, k] }, b: { ...b, shape: [1, k, n] } });
    return { ...rows, shape };
  }

  const result = backend.makeOutput(shape, 'float32');
  const left = backend.makeOutput([1, m, k], 'float32');
  for (let index = 0; index < count; index++) {
    copy(backend, { from: a, start: sourceIndex(index, batch, batchA) * m * k, to: left, at: 0, size: m * k });
    // The stock kernel packs its right operand once for each tensor, so every slice is a tensor of its own.
    const right = backend.makeOutput([1, k, n], 'float32');
    copy(backend, { from: b, start: sourceIndex(index, batch, batchB) * k * n, to: right, at: 0, size: k * n });
    const slice = product({ a: left, b: right });
    copy(backend, { from: slice, start: 0, to: result, at: index * m * n, size: m * n });
    backend.disposeData(right.dataId);
    backend.disposeData(slice.dataId);
  }
  backend.disposeData(left.dataId);
  return result;
}

const lastAxis = ({ shape }: tf.TensorInfo, fromEnd: number) => shape[shape.length - fromEnd] ?? 1;

function transposeLast(backend: BackendWasm, tensor: tf.TensorInfo): tf.TensorInfo {
  const rank = tensor.shape.length;
  const perm = tensor.shape.map((_, axis) => (axis < rank - 2 ? axis : 2 * rank - 3 - axis));
  return one(kernel('Transpose')({ inputs: { x: tensor }, backend, attrs: { perm } }));
}

/** Where the broadcast batch's matrix `index` stands among the matrices of a tensor with the batch axes `own`. */
function sourceIndex(index: number, batch: readonly number[], own: readonly number[]): number {
  let rest = index;
  let source = 0;
  let stride = 1;
  for (let fromEnd = 1; fromEnd <= batch.length; fromEnd++) {
    const size = batch[batch.length - fromEnd] ?? 1;
    const ownSize = own[own.length - fromEnd] ?? 1;
    if (ownSize > 1) source += (rest % size) * stride;
    stride *= ownSize;
    rest = Math.floor(rest / size);
  }
  return source;
}

interface Copy {
  readonly from: tf.TensorInfo;
  readonly start: number;
  readonly to: tf.TensorInfo;
  readonly at: number;
  readonly size: number;
}

/** Copies within WebAssembly's memory; the views are taken anew because that memory moves when it grows. */
function copy(backend: BackendWasm, { from, start, to, at, size }: Copy): void {
  const source = backend.typedArrayFromHeap(from);
  backend.typedArrayFromHeap(to).set(source.subarray(start, start + size), at);
}
