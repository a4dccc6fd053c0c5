import { multiply } from '../algebra/matrix-product.ts';
import { checkCount, checkLength } from '../errors/input-checks.ts';

/** y = x weights + biases. */
export interface AffineLayer {
  /** Shape [widthIn, widthOut], row-major. */
  readonly weights: Float64Array;
  /** Shape [widthOut]. */
  readonly biases: Float64Array;
}

/**
 * The one affine layer that layers behind each other amount to, as those of a deep linear network.
 * @throws ClosedFormError where the width that leaves a layer is not the one that enters the next.
 */
export function composeLayers(widthIn: number, layers: readonly AffineLayer[]): AffineLayer {
  checkCount('widthIn', widthIn);
  const [first, ...rest] = layers;
  if (!first) throw new RangeError('no layers to compose');
  checkLength('weights', first.weights, widthIn * first.biases.length);
  return rest.reduce((whole, next) => {
    const [through, out] = [whole.biases.length, next.biases.length];
    checkLength('weights', next.weights, through * out);
    const carried = multiply(whole.biases, next.weights, 1, through, out);
    return {
      weights: multiply(whole.weights, next.weights, widthIn, through, out),
      biases: next.biases.map((bias, index) => bias + (carried[index] as number)),
    };
  }, first);
}
