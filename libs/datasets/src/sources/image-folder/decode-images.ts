import { readFile } from 'node:fs/promises';
import { UserError } from '@collapse/trials';
import type { SpecificationOf } from '../../dataset.ts';

export type Channels = SpecificationOf<'image-folder'>['channels'];

export const CHANNELS: { readonly [Name in Channels]: number } = { rgb: 3, grey: 1 };

/** Images decoded at a time. */
const AT_ONCE = 16;
/** 255 of 8 bits is 65535 of 16. */
const BYTE_STEP = 257;

/**
 * Pixels of all files, shape [files, size * size * channels], of 16 bits where any file has as many. Of each image the largest
 * centred square, resized.
 * @throws UserError for a file that does not decode
 */
export async function decodeImages(
  files: readonly string[],
  size: number,
  channels: Channels,
): Promise<Uint8Array | Uint16Array> {
  const dim = size * size * CHANNELS[channels];
  let pixels: Uint8Array | Uint16Array = new Uint8Array(files.length * dim);
  for (let start = 0; start < files.length; start += AT_ONCE) {
    const some = files.slice(start, start + AT_ONCE);
    const images = await Promise.all(some.map((file) => decodedImage(file, size, channels)));
    for (const [index, image] of images.entries()) {
      if (image instanceof Uint16Array && pixels instanceof Uint8Array) pixels = widened(pixels);
      const fitting = pixels instanceof Uint16Array && image instanceof Uint8Array ? widened(image) : image;
      pixels.set(fitting, (start + index) * dim);
    }
  }
  return pixels;
}

function widened(bytes: Uint8Array): Uint16Array {
  return Uint16Array.from(bytes, (value) => value * BYTE_STEP);
}

async function decodedImage(file: string, size: number, channels: Channels): Promise<Uint8Array | Uint16Array> {
  // Loaded where images are asked for: its native library is of no use to other data sets.
  const { default: sharp } = await import('sharp');
  try {
    const content = await readFile(file);
    const wide = (await sharp(content).metadata()).depth === 'ushort';
    const spaces = wide ? { grey: 'grey16', rgb: 'rgb16' } : { grey: 'b-w', rgb: 'srgb' };
    const bytes = await sharp(content)
      .autoOrient()
      .flatten({ background: 'white' })
      .resize(size, size, { fit: 'cover', position: 'centre', kernel: 'linear' })
      .toColourspace(spaces[channels])
      .raw({ depth: wide ? 'ushort' : 'uchar' })
      .toBuffer();
    // A copy, which starts at a multiple of 2 bytes.
    return wide ? new Uint16Array(new Uint8Array(bytes).buffer) : bytes;
  } catch (cause) {
    throw new UserError(
      {
        field: file,
        expected: 'a whole PNG or JPEG image',
        received: `one that does not decode (${cause instanceof Error ? cause.message : cause})`,
        remedy: 'Replace or remove the file.',
      },
      { cause },
    );
  }
}
