import { parentPort, workerData } from 'node:worker_threads';
import { loadBackend } from '@collapse/backend';
import { createTrainingSession } from '@collapse/training';
import type { CalibrationReply, CalibrationTask } from './calibrate-packs.ts';
import { evenSize, MAX_PACK_SIZE, packToCompile } from './choose-compiler.ts';

// A thread of its own, so that the controller loads no tensor library. The workers tell which back end they got.

const { backend, shapes }: CalibrationTask = workerData;
const session = createTrainingSession(await loadBackend({ backend, onNotice: () => undefined }));
const timings: CalibrationReply = shapes.map(({ specification, dataset, run }) => {
  const packs = session.timePacks(specification, dataset, evenSize(run.trials, run.workers, MAX_PACK_SIZE));
  const size = packToCompile(packs, run);
  return { packs, loop: size === null ? null : (session.timeLoop(specification, dataset, size) ?? 'none') };
});
session.dispose();
parentPort?.postMessage(timings);
