import type { AttemptWriter } from '@collapse/study';
import type { TrialSpecification } from '@collapse/trials';
import type { ParameterArrays } from '../start/initial-parameters.ts';

/** What model.json names itself. */
export const WEIGHTS_FORMAT = 'posterior-collapse-harness';

/**
 * Writes weights/model.json and weights/weights.bin, the format that tf.io reads: names, shapes without the pack axis and
 * float32 values end to end. The model takes data minus `dataMean`; a Gaussian decoder's output is minus it too.
 */
export function writeWeights(
  writer: Pick<AttemptWriter, 'writeFile'>,
  specification: TrialSpecification,
  parameters: ParameterArrays,
  dataMean: Float64Array,
): void {
  const tensors: ParameterArrays = {
    ...parameters,
    dataMean: { shape: [1, dataMean.length], values: Float32Array.from(dataMean) },
  };
  const weights = Object.entries(tensors).map(([name, { shape }]) => ({
    name,
    shape: name === 'dataMean' ? [dataMean.length] : shape.slice(1),
    dtype: 'float32',
  }));
  const arrays = Object.values(tensors).map(({ values }) => values);
  writer.writeFile(
    'weights/weights.bin',
    Buffer.concat(arrays.map((values) => Buffer.from(values.buffer, values.byteOffset, values.byteLength))),
  );
  const manifest = {
    format: WEIGHTS_FORMAT,
    specification,
    weightsManifest: [{ paths: ['weights.bin'], weights }],
  };
  writer.writeFile('weights/model.json', `${JSON.stringify(manifest, null, 2)}\n`);
}
