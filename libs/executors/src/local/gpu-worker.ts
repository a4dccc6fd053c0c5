import { hostname } from 'node:os';
import type { TrialJob } from '../contract/executor.ts';
import { keepRunner } from '../contract/keep-runner.ts';
import { datasetLoader } from '../contract/remote-job.ts';
import { runGroup } from '../contract/run-group.ts';
import type { GpuReply, GpuRequest } from './gpu-message.ts';

// The entry of a process that gpu-process.ts forks. Its environment, set by the fork, decides which GPU it sees.

const runners = keepRunner();
let load: ReturnType<typeof datasetLoader> | undefined;
let stop = new AbortController();

// Ctrl-C in a terminal reaches every process of the group: the controller decides when this one stops.
process.on('SIGINT', () => process.connected || process.exit());
// The controller is gone, perhaps killed: nobody waits for this process any more.
process.on('disconnect', () => process.exit());
process.on('message', (request: GpuRequest) => {
  if (request.kind === 'stop') stop.abort();
  else void run(request);
});

async function run({ group, runner, data, gpu }: Extract<GpuRequest, { kind: 'run' }>): Promise<void> {
  stop = new AbortController();
  const onNotice = (line: string) => reply({ kind: 'notice', line, timestamp: Date.now() });
  await runGroup(
    group,
    async (jobs, context) => {
      const runTrials = await runners(runner, onNotice);
      load ??= datasetLoader(data, onNotice);
      const loaded: TrialJob[] = [];
      for (const job of jobs) loaded.push(await load(job));
      await runTrials(loaded, context);
    },
    { worker: `${hostname()}:${process.pid}/gpu-${gpu}`, report: reply, signal: stop.signal, clock: Date.now },
  );
  reply({ kind: 'group-over' });
}

function reply(message: GpuReply): void {
  if (process.connected) process.send?.(message);
}
