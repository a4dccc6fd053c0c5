import { parentPort, workerData } from 'node:worker_threads';
import { loadBackend } from '@collapse/backend';
import { openSession } from '../runners/component-sessions.ts';
import type { CalibrationReply, CalibrationTask } from './calibrate-packs.ts';
import { evenSize, MAX_PACK_SIZE, packToCompile, type StepTimings } from './choose-compiler.ts';

// A thread of its own, so that the controller loads no tensor library. The workers tell which back end they got.

const { backend, shapes }: CalibrationTask = workerData;
const loaded = await loadBackend({ backend, onNotice: () => undefined });
const timings: StepTimings[] = [];
for (const { specification, dataset, run, components } of shapes) {
  const { session } = await openSession(loaded, components);
  const packs = session.timePacks(specification, dataset, evenSize(run.trials, run.workers, MAX_PACK_SIZE));
  const size = packToCompile(packs, run);
  timings.push({ packs, loop: size === null ? null : (session.timeLoop(specification, dataset, size) ?? 'none') });
  session.dispose();
}
parentPort?.postMessage(timings satisfies CalibrationReply);
