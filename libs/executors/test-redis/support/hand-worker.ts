import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type DoneResult, metricsFrom, type TrialSpecification } from '@collapse/trials';
import type { ExecutionContext } from 'ava';
import { type Job, Worker } from 'bullmq';
import { Redis } from 'ioredis';

/** What a worker says of one trial, before it is written into Redis. Tests change it at will. */
export interface Answer {
  filesId: string;
  /** Contents of the trial's files, by name. */
  readonly files: Map<string, string | Buffer>;
  /** What the outcome lists of them; null for the truth. */
  listed: unknown;
  messages: unknown[];
  /** Replaces the whole outcome. */
  outcome: unknown;
  /** What is done to Redis between the files and the outcome. */
  meanwhile: (redis: Redis, job: Job, keys: { readonly files: string; readonly job: string }) => Promise<unknown>;
}

export interface HandWorker {
  readonly name: string;
  /** Every job it took, in order. */
  readonly taken: Job[];
}

/** The result of a trial that was done as it should be. */
export function honestResult(id: string, specification: TrialSpecification, attempt: number): DoneResult {
  const { latentDim } = specification.model;
  const dimensions = Array.from({ length: latentDim }, () => 0.5);
  return {
    status: 'done',
    trialId: id,
    specification,
    attempt,
    backend: { name: 'wasm', device: 'cpu', versions: { tfjs: '4.22.0' }, threads: 1 },
    startedAt: 1_700_000_000_000,
    finishedAt: 1_700_000_001_000,
    worker: 'hand:1/0',
    metrics: metricsFrom({
      objective: specification.seed,
      elbo: -1,
      reconstruction: -0.5,
      kl: 0.5,
      steps: 10,
      seconds: 1,
    }),
    dimensions: {
      kl: dimensions,
      posteriorMeanVariance: dimensions,
      fractionBelowEpsilon: dimensions,
      collapseEpsilon: dimensions,
      predictedKl: dimensions,
    },
    pictures: [{ file: 'pictures/samples.png', title: 'Samples' }],
  };
}

/**
 * A worker that speaks Redis by hand: it takes jobs of one trial and answers the first ones as `spoil` says, each in turn,
 * and all others honestly.
 */
export function handWorker(
  t: ExecutionContext,
  url: string,
  prefix: string,
  spoil: readonly ((
    answer: Answer,
    trial: { readonly id: string; readonly specification: TrialSpecification },
  ) => void)[],
): HandWorker {
  const redis = new Redis(url, { maxRetriesPerRequest: null });
  const name = 'liar:77';
  const taken: Job[] = [];
  const queues = new Map<string, Worker>();
  let over = false;
  const loop = async () => {
    while (!over) {
      for (const queue of Object.keys(await redis.hgetall(`${prefix}:studies`))) {
        const worker =
          queues.get(queue) ?? new Worker(queue, null, { prefix, connection: redis, name, autorun: false });
        queues.set(queue, worker);
        const token = `hand-${taken.length}`;
        const job = await worker.getNextJob(token, { block: false });
        if (job === undefined) continue;
        taken.push(job);
        await answerJob(redis, prefix, queue, job, token, spoil[taken.length - 1] ?? (() => undefined));
      }
      await sleep(20);
    }
  };
  const ended = loop();
  t.teardown(async () => {
    over = true;
    await ended;
    await Promise.all(Array.from(queues.values(), (worker) => worker.close(true)));
    redis.disconnect();
  });
  return { name, taken };
}

async function answerJob(
  redis: Redis,
  prefix: string,
  queue: string,
  job: Job,
  token: string,
  spoil: (answer: Answer, trial: { readonly id: string; readonly specification: TrialSpecification }) => void,
): Promise<void> {
  const [trial] = job.data.trials;
  const result = honestResult(trial.id, trial.specification, trial.attempt);
  const answer: Answer = {
    filesId: `files-${trial.id}-${trial.attempt}`,
    files: new Map<string, string | Buffer>([
      ['result.json', JSON.stringify(result)],
      ['history.jsonl', '{"step":0,"timestamp":1700000000000,"metrics":{"objective":1}}\n'],
      ['pictures/samples.png', 'a picture'],
    ]),
    listed: null,
    messages: [
      { kind: 'started', trialId: trial.id, attempt: trial.attempt, timestamp: 1_700_000_000_000, worker: 'liar:77/0' },
      { kind: 'committed', trialId: trial.id, attempt: trial.attempt, timestamp: 1_700_000_001_000 },
    ],
    outcome: undefined,
    meanwhile: async () => undefined,
  };
  spoil(answer, trial);
  const files = `${prefix}:files:${queue}:${answer.filesId}`;
  for (const [file, data] of answer.files) await redis.hset(files, `${trial.id}/${file}`, data);
  const listed = Array.from(answer.files, ([file, data]) => {
    const bytes = Buffer.from(data);
    return { name: file, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  });
  const outcome = answer.outcome ?? {
    messages: answer.messages,
    filesId: answer.filesId,
    files: { [trial.id]: answer.listed ?? listed },
    death: null,
  };
  await answer.meanwhile(redis, job, { files, job: `${prefix}:${queue}:${job.id}` });
  await job.moveToCompleted(outcome, token, false);
}
