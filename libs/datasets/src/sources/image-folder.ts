import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '@collapse/trials';
import { byteMoments, denseMoments } from '../covariance.ts';
import type { DatasetSource, LoadOptions, SpecificationOf } from '../dataset.ts';
import { scalePixels } from '../scaling.ts';

type Specification = SpecificationOf<'image-folder'>;

/** Hidden files are none of the user's images: macOS leaves one such as ._x.png beside each on foreign disks. */
const IMAGE_NAME = /^[^.].*\.(png|jpe?g)$/i;
const CHANNELS = { rgb: 3, grey: 1 } as const;
/** As for synthetic data: the eigendecomposition takes a few minutes there, once, and grows with the cube. */
const LARGEST_DIM = 4096;
/** Images decoded at a time. */
const AT_ONCE = 16;

/**
 * PNG and JPEG files of a folder in the order of their names: the first `count` to train on, the next `testCount` held
 * out. Of each the largest centred square, resized; a row of size * size * channels values, channels side by side.
 */
export const imageFolder: DatasetSource<Specification> = {
  shape({ count, size, channels }) {
    const dim = size * size * CHANNELS[channels];
    if (dim > LARGEST_DIM) {
      throw new UserError({
        field: 'dataset.size',
        expected: `an integer <= ${Math.floor(Math.sqrt(LARGEST_DIM / CHANNELS[channels]))} for dataset.channels "${channels}"`,
        received: String(size),
        remedy: 'Write a smaller size: the covariance of the pixels and its spectrum are computed for every data set.',
      });
    }
    return { count, dim };
  },

  async load(specification, options) {
    const { count, testCount, size, channels, scaling } = specification;
    const folder = folderOf(specification, options);
    const names = await imageNames(folder, count + testCount);
    const dim = size * size * CHANNELS[channels];
    const pixels = await decoded(
      names.map((name) => path.join(folder, name)),
      size,
      channels,
    );
    const train = pixels.subarray(0, count * dim);
    const values = scalePixels(train, scaling, 'train');
    return {
      dim,
      imageShape: [size, size],
      values,
      test:
        testCount === 0
          ? null
          : { count: testCount, values: scalePixels(pixels.subarray(count * dim), scaling, 'test') },
      moments: () => (scaling === 'unit' ? byteMoments(train, count, dim) : denseMoments(values, count, dim)),
    };
  },
};

function folderOf({ folder }: Specification, { imagesDirectory }: LoadOptions): string {
  return path.resolve(imagesDirectory ?? process.env.IMAGES_DIR ?? '.', folder);
}

async function imageNames(folder: string, wanted: number): Promise<string[]> {
  const names = await readdir(folder).catch((cause: Error) => {
    const issue = {
      field: 'dataset.folder',
      expected: 'a folder that can be read',
      received: `${folder} (${cause.message})`,
      remedy: 'Give its absolute path, or a path from IMAGES_DIR or the working directory.',
    };
    throw new UserError(issue, { cause });
  });
  const images = names.filter((name) => IMAGE_NAME.test(name)).sort((a, b) => (a < b ? -1 : 1));
  if (images.length < wanted) {
    throw new UserError({
      field: 'dataset.count',
      expected: `at most the ${images.length} PNG and JPEG files in ${folder}, with dataset.testCount`,
      received: String(wanted),
      remedy: 'Lower dataset.count or dataset.testCount, or add images.',
    });
  }
  return images.slice(0, wanted);
}

/** Bytes of all files, shape [files, size * size * channels]. */
async function decoded(files: readonly string[], size: number, channels: 'rgb' | 'grey'): Promise<Uint8Array> {
  const dim = size * size * CHANNELS[channels];
  const pixels = new Uint8Array(files.length * dim);
  for (let start = 0; start < files.length; start += AT_ONCE) {
    const some = files.slice(start, start + AT_ONCE);
    const images = await Promise.all(some.map((file) => decodedImage(file, size, channels)));
    for (const [index, image] of images.entries()) pixels.set(image, (start + index) * dim);
  }
  return pixels;
}

async function decodedImage(file: string, size: number, channels: 'rgb' | 'grey'): Promise<Uint8Array> {
  // Loaded where images are asked for: its native library is of no use to other data sets.
  const { default: sharp } = await import('sharp');
  try {
    const image = sharp(await readFile(file))
      .autoOrient()
      .flatten({ background: 'white' })
      .resize(size, size, { fit: 'cover', position: 'centre', kernel: 'linear' })
      .toColourspace(channels === 'grey' ? 'b-w' : 'srgb');
    return await image.raw().toBuffer();
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
