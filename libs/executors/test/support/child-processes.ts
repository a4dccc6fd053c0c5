import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { z } from 'zod';
import {
  type DataDirectories,
  datasetLoader,
  dispatch,
  type ExecutorKind,
  keepRunner,
  type RemoteJob,
  type RunnerModule,
  remoteJob,
  runGroup,
  type Slot,
  type TrialGroup,
  type TrialJob,
  WorkerDeath,
  type WorkerMessage,
} from '../../src/contract/index.ts';

// An executor that this project does not have, made of the contract alone and all in this file: both sides of it, with options of its own.

const options = z.strictObject({
  processes: z.int().min(1).default(2).describe('children that run at once'),
  cacheDirectory: z.string().describe('where children keep data sets'),
  retries: z.int().min(0).default(2).describe('how often a trial is tried again'),
  stallSeconds: z.number().positive().default(900).describe('a trial without progress for so long is ended'),
  graceMilliseconds: z.int().min(0).default(200).describe('how long a trial may take to stop by itself'),
  heapMegabytes: z.int().min(16).default(64).describe("of a child's JavaScript heap"),
});
type Options = z.output<typeof options>;

export const childProcesses: ExecutorKind<Options> = {
  name: 'child-processes',
  summary: 'child processes, each kept for the next trial',
  here: true,
  options,
  example: { cacheDirectory: '/tmp/data' },
  async create({ processes, retries, stallSeconds, ...own }, { runner, clock }) {
    const children = Array.from({ length: processes }, () => new Child(runner, own));
    const policy = { retries, stallMilliseconds: 1000 * stallSeconds };
    return {
      executor: {
        description: `${processes} child processes`,
        run: (groups, listener, signal) => dispatch(groups, { slots: children, policy, clock, listener, signal }),
        async close() {
          await Promise.all(children.map((child) => child.close()));
        },
      },
      groupTrials: async (jobs) => jobs.map((job) => [job]),
    };
  },
};

/** To a child, and from it. */
type Request = { readonly group: readonly RemoteJob[]; readonly runner: RunnerModule; readonly data: DataDirectories };
type Reply = WorkerMessage | { readonly kind: 'group-over' };

type OwnOptions = Pick<Options, 'cacheDirectory' | 'graceMilliseconds' | 'heapMegabytes'>;

class Child implements Slot {
  readonly #runner: RunnerModule;
  readonly #options: OwnOptions;
  #process: ChildProcess | null = null;
  #errors = '';

  constructor(runner: RunnerModule, own: OwnOptions) {
    this.#runner = runner;
    this.#options = own;
  }

  async run(group: TrialGroup, report: (message: WorkerMessage) => void, signal: AbortSignal): Promise<void> {
    const { cacheDirectory, graceMilliseconds } = this.#options;
    const child = this.#process ?? this.#start();
    const over = Promise.withResolvers<void>();
    const onMessage = (reply: Reply) => (reply.kind === 'group-over' ? over.resolve() : report(reply));
    const onClose = (code: number | null, killedBy: string | null) =>
      over.reject(new WorkerDeath(`the child ended with ${code ?? killedBy}: ${this.#errors}`));
    const onError = (error: Error) => over.reject(new WorkerDeath(error.message, { cause: error }));
    let timer: NodeJS.Timeout | undefined;
    const stop = () => {
      if (child.connected) child.send('stop');
      timer = setTimeout(() => child.kill('SIGKILL'), graceMilliseconds);
    };
    child.on('message', onMessage).on('close', onClose).on('error', onError);
    signal.addEventListener('abort', stop, { once: true });
    const request: Request = { group: group.map(remoteJob), runner: this.#runner, data: { cacheDirectory } };
    if (child.connected) child.send(request);
    try {
      await over.promise;
    } catch (error) {
      this.#process = null;
      if (!signal.aborted) throw error;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      child.off('message', onMessage).off('close', onClose).off('error', onError);
    }
  }

  async close(): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  #start(): ChildProcess {
    const child = fork(import.meta.filename, [SERVE], {
      execArgv: [`--max-old-space-size=${this.#options.heapMegabytes}`],
      // JSON would turn NaN into null.
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#process = child;
    this.#errors = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      this.#errors = (this.#errors + chunk.toString()).slice(-2000);
    });
    child.once('close', () => {
      if (this.#process === child) this.#process = null;
    });
    return child;
  }
}

const SERVE = 'serve-trials';

/** The child's side. */
function serve(): void {
  const runners = keepRunner();
  const reply = (message: Reply) => void (process.connected && process.send?.(message));
  const onNotice = (line: string) => reply({ kind: 'notice', line, timestamp: Date.now() });
  let load: ReturnType<typeof datasetLoader> | null = null;
  let stop = new AbortController();
  process.on('disconnect', () => process.exit());
  process.on('message', async (request: Request | 'stop') => {
    if (request === 'stop') return stop.abort();
    stop = new AbortController();
    const { group, runner, data } = request;
    load ??= datasetLoader(data, onNotice);
    const loader = load;
    await runGroup(
      group,
      async (jobs, context) => {
        const run = await runners(runner, onNotice);
        const loaded: TrialJob[] = [];
        for (const job of jobs) loaded.push(await loader(job));
        await run(loaded, context);
      },
      { worker: `${hostname()}:${process.pid}`, report: reply, signal: stop.signal, clock: Date.now },
    );
    reply({ kind: 'group-over' });
  });
}

if (process.argv[2] === SERVE) serve();
