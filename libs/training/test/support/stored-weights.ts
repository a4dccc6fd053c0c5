import type { TrainedForTest } from './train-for-test.ts';

export interface StoredArray {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/** The arrays of a trial's weights file by name, read by the format's definition: names and shapes, and float32 values end to end. */
export function weightsOf({ files }: Pick<TrainedForTest, 'files'>): Record<string, StoredArray> {
  const manifest = JSON.parse(String(files.get('weights/model.json')));
  const bytes = new Uint8Array(files.get('weights/weights.bin') as Uint8Array).buffer;
  let offset = 0;
  const arrays: Record<string, StoredArray> = {};
  for (const { name, shape } of manifest.weightsManifest[0].weights as { name: string; shape: number[] }[]) {
    const size = shape.reduce((product, width) => product * width, 1);
    arrays[name] = { shape, values: Float64Array.from(new Float32Array(bytes, 4 * offset, size)) };
    offset += size;
  }
  return arrays;
}
