import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadBackend } from '@collapse/backend';
import { loadDataset } from '@collapse/datasets';
import { checkTrial, trialId, trialSpecification } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import { createTrainingSession } from '../../src/index.ts';

/*
 * What a pack's training step is compiled to, got from outside: whatever reaches `addFunction` of TensorFlow's addon while the pack
 * trains a few steps. Only the public entries are imported, so that what lies between may be taken apart.
 */

/** A function as the addon is given it. */
export interface TracedGraph {
  /** A serialized GraphDef. */
  readonly bytes: Uint8Array;
  /** Names of its Placeholder nodes, "node:index" of its results, and nodes that run for their effect. */
  readonly ends: readonly [inputs: readonly string[], outputs: readonly string[], controls: readonly string[]];
}

export const LOCKED_HASHES = join(import.meta.dirname, 'graphs.json');

/** The trials of each locked pack, as written in a grid file. */
export const LOCKED_TRIALS: Readonly<Record<string, readonly unknown[]>> = JSON.parse(
  readFileSync(join(import.meta.dirname, 'trials.json'), 'utf8'),
);

const backend = await loadBackend({ backend: 'auto', onNotice: () => {} });

/** Why nothing can be traced here; null where it can. */
export const untraceable =
  backend.description.name !== 'native'
    ? 'the WebAssembly back end compiles no graph'
    : backend.description.device === 'gpu'
      ? 'a GPU draws its noise by other operations than the locked ones'
      : null;

const session = createTrainingSession(backend);
const cacheDirectory = mkdtempSync(join(tmpdir(), 'graph-lock-'));

/** The graphs of a pack's steps, in the order in which they are compiled: one, or with `encoderSteps` two. */
export async function traceGraphs(inputs: readonly unknown[]): Promise<TracedGraph[]> {
  const members = inputs.map((input) => {
    const specification = trialSpecification.parse(input);
    const [issue] = checkTrial(specification, null);
    if (issue) throw new Error(`${issue.field}: expected ${issue.expected}, received ${issue.received}`);
    const writer = { appendHistory: () => {}, writeFile: () => {} };
    return { trial: { id: trialId(specification), specification }, attempt: 1, writer };
  });
  const [first] = members;
  if (!first) throw new Error('a pack needs a trial');
  const dataset = await loadDataset(first.trial.specification.dataset, { cacheDirectory, onNotice: () => {} });
  const graphs: TracedGraph[] = [];
  const node = tf.backend() as unknown as { binding: { addFunction: AddFunction } };
  const { binding } = node;
  const addFunction: AddFunction = (name, bytes, ...ends) => {
    graphs.push({ bytes, ends });
    binding.addFunction(name, bytes, ...ends);
  };
  node.binding = Object.create(binding, { addFunction: { value: addFunction } });
  try {
    const results = await session.runPack(members, {
      dataset,
      worker: 'graph lock',
      now: () => 0,
      onProgress: () => {},
      signal: new AbortController().signal,
    });
    const failed = results.find((result) => result.status === 'failed');
    if (failed) throw new Error(`a locked trial failed: ${failed.error.message}`);
  } finally {
    node.binding = binding;
  }
  if (graphs.length === 0) throw new Error('no graph was compiled: an earlier pack had the same step');
  return graphs;
}

type AddFunction = (name: string, bytes: Uint8Array, ...ends: TracedGraph['ends']) => void;

/** sha256 of all that TensorFlow is given but the function's own name, which counts up within a process. */
export function hashOf(graphs: readonly TracedGraph[]): string {
  const hash = createHash('sha256');
  for (const { bytes, ends } of graphs) hash.update(`${bytes.length}\n`).update(bytes).update(JSON.stringify(ends));
  return hash.digest('hex');
}
