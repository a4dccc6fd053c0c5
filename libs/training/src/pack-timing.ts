import type { Backend } from '@collapse/backend';
import type { TrialSpecification } from '@collapse/trials';
import type { DatasetTensors } from './dataset-tensors.ts';
import { openPack } from './pack-in-training.ts';
import type { StepCache } from './step-cache.ts';

/** What a training step of a pack of `size` trials takes. */
export interface PackTiming {
  readonly size: number;
  readonly millisecondsPerStep: number;
}

/** The first steps are recorded and compiled, and tell nothing of those that follow. */
const STEPS_TO_WARM = 4;
const STEPS_AT_LEAST = 4;
const MILLISECONDS_AT_LEAST = 40;
/** A pack twice as large that saves less a trial than this is not worth its memory. */
const WORTHWHILE = 0.05;
const SLOWEST_STEP = 400;

/** Times packs of 1, 2, 4, ... trials like this one, up to `largest`, until larger ones save nothing more. */
export function timePacks(
  backend: Backend,
  stepCache: StepCache,
  specification: TrialSpecification,
  data: DatasetTensors,
  largest: number,
): PackTiming[] {
  const timings: PackTiming[] = [];
  for (let size = 1; size <= largest; size *= 2) {
    const millisecondsPerStep = timeSteps(backend, stepCache, specification, data, size);
    const before = timings.at(-1);
    timings.push({ size, millisecondsPerStep });
    if (millisecondsPerStep > SLOWEST_STEP) break;
    if (before && millisecondsPerStep / size > (1 - WORTHWHILE) * (before.millisecondsPerStep / before.size)) break;
  }
  return timings;
}

function timeSteps(
  backend: Backend,
  stepCache: StepCache,
  specification: TrialSpecification,
  data: DatasetTensors,
  size: number,
): number {
  const members = Array.from({ length: size }, (_, seed) => ({ ...specification, seed }));
  const pack = openPack(backend, stepCache, members, data);
  try {
    let step = 0;
    const next = () => {
      const objectives = pack.step(++step);
      // Reading waits for a device that runs behind.
      objectives.dataSync();
      objectives.dispose();
    };
    while (step < STEPS_TO_WARM) next();
    const times: number[] = [];
    let total = 0;
    while (times.length < STEPS_AT_LEAST || total < MILLISECONDS_AT_LEAST) {
      const began = performance.now();
      next();
      const time = performance.now() - began;
      times.push(time);
      total += time;
    }
    return times.sort((one, other) => one - other)[Math.floor(times.length / 2)] as number;
  } finally {
    pack.dispose();
  }
}
