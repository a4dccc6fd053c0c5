import type { PlainParameters } from './plain-elbo.ts';
import type { TrainedForTest } from './train-for-test.ts';

/** The trained parameters as the weights on disk have them. */
export function weightsOf({ files }: Pick<TrainedForTest, 'files'>): PlainParameters {
  const { weightsManifest } = JSON.parse(String(files.get('weights/model.json')));
  const bytes = new Uint8Array(files.get('weights/weights.bin') as Uint8Array).buffer;
  const parameters: Record<string, { values: Float32Array }> = {};
  let offset = 0;
  for (const { name, shape } of weightsManifest[0].weights as { name: string; shape: number[] }[]) {
    const size = shape.reduce((product, length) => product * length, 1);
    parameters[name] = { values: new Float32Array(bytes, offset, size) };
    offset += 4 * size;
  }
  return parameters;
}
