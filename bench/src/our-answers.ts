import { createInterface } from 'node:readline';
import { loadBackend, prepareEnvironment } from '@collapse/backend';
import { eagerBackend } from './eager-backend.ts';
import { recordWork } from './record-work.ts';
import { createTrainingRuns, millisecondsAStep } from './training-runs.ts';
import { workNamed } from './works.ts';

/** Answers questions about our own steps, a line of JSON each; bench/peers/answer.py does so for a peer. */
interface Question {
  readonly do: 'record' | 'time';
  readonly work: string;
  /** For `time`. */
  readonly form?: 'compiled' | 'eager';
  readonly seconds?: number;
  /** For `record`: where to. */
  readonly folder?: string;
}

prepareEnvironment({ threads: 1 });
const backend = await loadBackend({ backend: 'auto', onNotice: (line) => process.stderr.write(`${line}\n`) });
const runs = { compiled: createTrainingRuns(backend), eager: createTrainingRuns(eagerBackend(backend)) };
const { name, device, versions } = backend.description;
const libraries = Object.entries(versions).map(([library, version]) => `${library} ${version}`);
reply({ version: `ours (${name}, ${device}; ${libraries.join(', ')}; Node ${process.versions.node})` });

for await (const line of createInterface({ input: process.stdin })) {
  reply(await answer(JSON.parse(line)));
}

async function answer(question: Question): Promise<object> {
  const work = workNamed(question.work);
  if (question.do === 'record') {
    await recordWork(backend, work, question.folder ?? '.');
    return {};
  }
  const { form = 'compiled', seconds = 1 } = question;
  return { milliseconds: await millisecondsAStep(runs[form], work.trials, seconds) };
}

function reply(message: object): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
