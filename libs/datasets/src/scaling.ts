import { seedStream } from '@collapse/trials';
import type { Part } from './dataset.ts';
import { forEachUniform } from './philox.ts';
import { sharedFloat32 } from './shared-arrays.ts';

export type Scaling = 'unit' | 'logit';

/** Keeps the logit of black and white pixels finite: x <- e + (1 - 2e) x. */
const LOGIT_MARGIN = 1e-6;

/**
 * Pixel bytes as the values a model sees, on a SharedArrayBuffer; shapes are kept.
 *
 * unit: x / 255. logit: x <- (x + U[0, 1)) / 256, then e + (1 - 2e) x with e = 1e-6, then ln(x / (1 - x)), as for the deep
 * models of Lucas et al. 2019. The noise of a pixel depends only on its position and on the part, so the first images
 * of a larger data set have the same values as a smaller one.
 */
export function scalePixels(pixels: Uint8Array, scaling: Scaling, part: Part): Float32Array<SharedArrayBuffer> {
  const values = sharedFloat32(pixels.length);
  if (scaling === 'unit') {
    const levels = Float32Array.from({ length: 256 }, (_, level) => level / 255);
    for (let index = 0; index < pixels.length; index++) values[index] = levels[pixels[index] ?? 0] ?? 0;
    return values;
  }
  forEachUniform(seedStream(0, `dequantization-${part}`), pixels.length, (index, uniform) => {
    const inside = LOGIT_MARGIN + (1 - 2 * LOGIT_MARGIN) * (((pixels[index] ?? 0) + uniform) / 256);
    values[index] = Math.log(inside / (1 - inside));
  });
  return values;
}
