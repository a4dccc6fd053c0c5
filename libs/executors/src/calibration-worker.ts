import { parentPort, workerData } from 'node:worker_threads';
import { loadBackend } from '@collapse/backend';
import { createTrainingSession } from '@collapse/training';
import { type CalibrationReply, type CalibrationTask, LARGEST_PACK } from './calibrate-packs.ts';
import { packToCompile } from './choose-compiler.ts';

// A thread of its own, so that the controller loads no tensor library. The workers tell which back end they got.

const { backend, shapes }: CalibrationTask = workerData;
const session = createTrainingSession(await loadBackend({ backend, onNotice: () => undefined }));
const timings: CalibrationReply = shapes.map(({ specification, dataset, run }) => {
  const packs = session.timePacks(specification, dataset, Math.min(LARGEST_PACK, run.trials));
  const chosen = packToCompile(packs, run);
  return { packs, loop: chosen && (session.timeLoop(specification, dataset, chosen.size) ?? 'none') };
});
session.dispose();
parentPort?.postMessage(timings);
