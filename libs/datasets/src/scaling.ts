import { seedStream } from '@collapse/trials';
import type { Part } from './dataset.ts';
import { forEachUniform } from './philox.ts';
import { sharedFloat32 } from './shared-arrays.ts';

export type Scaling = 'unit' | 'logit';

/** Keeps the logit of black and white pixels finite: x <- e + (1 - 2e) x. */
const LOGIT_MARGIN = 1e-6;

/**
 * Pixels as the values a model sees, on a SharedArrayBuffer; shapes are kept.
 *
 * For pixels of L levels, 256 or 65536: unit: x / (L - 1). logit: x <- (x + U[0, 1)) / L, then e + (1 - 2e) x with e = 1e-6, then ln(x / (1 - x)), as for the deep
 * models of Lucas et al. 2019. The noise of a pixel depends only on its position and on the part, so the first images
 * of a larger data set have the same values as a smaller one.
 */
export function scalePixels(
  pixels: Uint8Array | Uint16Array,
  scaling: Scaling,
  part: Part,
): Float32Array<SharedArrayBuffer> {
  const values = sharedFloat32(pixels.length);
  const levels = 256 ** pixels.BYTES_PER_ELEMENT;
  if (scaling === 'unit') {
    const scaled = Float32Array.from({ length: levels }, (_, level) => level / (levels - 1));
    for (let index = 0; index < pixels.length; index++) values[index] = scaled[pixels[index] ?? 0] ?? 0;
    return values;
  }
  forEachUniform(seedStream(0, `dequantization-${part}`), pixels.length, (index, uniform) => {
    const inside = LOGIT_MARGIN + (1 - 2 * LOGIT_MARGIN) * (((pixels[index] ?? 0) + uniform) / levels);
    values[index] = Math.log(inside / (1 - inside));
  });
  return values;
}
