import { parentPort, workerData } from 'node:worker_threads';
import { loadBackend } from '@collapse/backend';
import { createTrainingSession } from '@collapse/training';
import type { CalibrationReply, CalibrationTask } from './calibrate-packs.ts';

// A thread of its own, so that the controller loads no tensor library. The workers tell which back end they got.

const { backend, shapes }: CalibrationTask = workerData;
const session = createTrainingSession(await loadBackend({ backend, onNotice: () => undefined }));
const timings: CalibrationReply = shapes.map(({ specification, dataset, largest }) =>
  session.timePacks(specification, dataset, largest),
);
session.dispose();
parentPort?.postMessage(timings);
