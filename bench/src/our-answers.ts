import { createInterface } from 'node:readline';
import { loadBackend, prepareEnvironment } from '@collapse/backend';
import type { StepCompiler } from '@collapse/trials';
import { eagerBackend } from './eager-backend.ts';
import { recordWork } from './record-work.ts';
import { createTrainingRuns, millisecondsAStep } from './training-runs.ts';
import { type Work, workNamed } from './works.ts';

/** Operation by operation, one step a call, many steps a call by XLA, or of the last two the faster by a short trial. */
type Form = 'eager' | 'graph' | 'xla' | 'compiled';

/** Answers questions about our own steps, a line of JSON each; bench/peers/answer.py does so for a peer. */
interface Question {
  readonly do: 'record' | 'time';
  readonly work: string;
  /** For `time`. */
  readonly form?: Form;
  readonly seconds?: number;
  /** For `record`: where to. */
  readonly folder?: string;
}

prepareEnvironment({ threads: 1 });
const backend = await loadBackend({ backend: 'auto', onNotice: (line) => process.stderr.write(`${line}\n`) });
const SECONDS_TO_CHOOSE = 0.5;
const SLOWEST_STEP_FOR_XLA = 5;
const runs = createTrainingRuns(backend);
const eagerRuns = createTrainingRuns(eagerBackend(backend));
const faster = new Map<string, StepCompiler>();
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
  if (form === 'eager') return { milliseconds: await millisecondsAStep(eagerRuns, work.trials, seconds) };
  const compiler = form === 'compiled' ? await fasterCompiler(work) : form;
  return { milliseconds: await millisecondsAStep(runs, work.trials, seconds, compiler), compiler };
}

/** As the calibration of a grid does it: XLA is tried where a step is short. */
async function fasterCompiler({ name, trials }: Work): Promise<StepCompiler> {
  const known = faster.get(name);
  if (known) return known;
  const graph = await millisecondsAStep(runs, trials, SECONDS_TO_CHOOSE, 'graph');
  const tried = graph < SLOWEST_STEP_FOR_XLA;
  const xla = tried ? await millisecondsAStep(runs, trials, SECONDS_TO_CHOOSE, 'xla') : Number.POSITIVE_INFINITY;
  const chosen = xla < graph ? 'xla' : 'graph';
  faster.set(name, chosen);
  return chosen;
}

function reply(message: object): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
