import { parentPort, workerData } from 'node:worker_threads';
import { type NpyPart, summarizePart } from './npy-part.ts';

// Nothing imports this file: whatever it does, a thread with another task would do too.

const parts: readonly NpyPart[] = workerData;
for (const part of parts) parentPort?.postMessage(summarizePart(part));
