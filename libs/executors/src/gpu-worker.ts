import { hostname } from 'node:os';
import { type Dataset, loadDataset } from '@collapse/datasets';
import type { TrialJob } from './executor.ts';
import type { DataDirectories, GpuReply, GpuRequest, RemoteJob } from './gpu-message.ts';
import { keepRunner } from './keep-runner.ts';
import { runGroup } from './run-group.ts';

// The entry of a process that gpu-process.ts forks. Its environment, set by the fork, decides which GPU it sees.

const runners = keepRunner();
const datasets = new Map<string, Dataset>();
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
      const loaded: TrialJob[] = [];
      for (const { trial, attempt, studyDirectory, ...job } of jobs) {
        const dataset = await loadOnce({ trial, attempt, studyDirectory, ...job }, data, onNotice);
        loaded.push({ trial, attempt, studyDirectory, dataset });
      }
      await runTrials(loaded, context);
    },
    { worker: `${hostname()}:${process.pid}/gpu-${gpu}`, report: reply, signal: stop.signal, clock: Date.now },
  );
  reply({ kind: 'group-over' });
}

async function loadOnce(job: RemoteJob, data: DataDirectories, onNotice: (line: string) => void): Promise<Dataset> {
  const known = datasets.get(job.datasetChecksum);
  if (known !== undefined) return known;
  const dataset = await loadDataset(job.trial.specification.dataset, { ...data, onNotice });
  if (dataset.checksum !== job.datasetChecksum) {
    throw new Error(
      `data set ${dataset.key}: expected the values with sha256 ${job.datasetChecksum}, loaded ${dataset.checksum}. ` +
        'Remove the cached copy and run this again.',
    );
  }
  datasets.set(dataset.checksum, dataset);
  return dataset;
}

function reply(message: GpuReply): void {
  if (process.connected) process.send?.(message);
}
