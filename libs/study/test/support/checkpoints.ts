import { CHECKPOINT_FORMAT, type CheckpointHeader, encodeCheckpoint } from '../../src/index.ts';
import { doneResult } from './sample.ts';

/** The header of a checkpoint of these seeds' trials, trained together. */
export function headerOf(seeds: readonly number[], step: number): CheckpointHeader {
  return {
    format: CHECKPOINT_FORMAT,
    trials: seeds.map((seed) => {
      const { trialId: id, specification } = doneResult(seed);
      return { id, specification };
    }),
    code: 'of these tests',
    node: '24.0.0',
    backend: { name: 'wasm', device: 'cpu', versions: { tfjs: '4.22.0' }, threads: 1 },
    compiler: 'graph',
    data: 'sha256',
    step,
    seconds: 1.5,
    batches: [{ position: 3, generator: [1, -2, 3, 4] }],
    diverged: [[0, 'the objective was NaN at step 3']],
  };
}

export const checkpointOf = (seeds: readonly number[], step: number) => encodeCheckpoint(headerOf(seeds, step), []);
