import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type ClusterNode, gpuConfiguration, mungeSocket, slurmConfiguration } from './configuration.ts';
import { findInstallation, type SlurmInstallation } from './installation.ts';

const run = promisify(execFile);

export const NODES = ['node1', 'node2', 'node3'] as const;
const START_SECONDS = 30;

/** A Slurm cluster on this host's loopback address, in a folder of its own. */
export interface SlurmCluster {
  readonly folder: string;
  /** What a process needs to use it: PATH, SLURM_CONF and where libraries are. */
  readonly environment: NodeJS.ProcessEnv;
  /** Kills a node's daemon and everything it runs, as a power cut would; the controller is not told. */
  killNode(name: string): void;
  startNode(name: string): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts munged, slurmctld and one slurmd a node, as the user who calls. It is ready when this resolves.
 * @throws Error where Slurm is not installed, does not come up, with the end of its log, or the folder's cluster runs
 */
export async function startCluster(directory: string): Promise<SlurmCluster> {
  const folder = resolve(directory);
  const installation = findInstallation();
  if (isUp(folder)) throw new Error(`the cluster of ${folder} runs already`);
  mkdirSync(join(folder, 'state'), { recursive: true });
  // munge wants nobody else able to write where its socket and key are.
  chmodSync(folder, 0o755);
  const [controllerPort = 0, ...ports] = await freePorts(1 + NODES.length);
  const nodes = NODES.map((name, index): ClusterNode => ({ name, port: ports[index] ?? 0 }));
  for (const { name } of nodes) mkdirSync(join(folder, `spool-${name}`), { recursive: true });
  const user = userInfo().username;
  const layout = { folder, user, plugins: installation.plugins, controllerPort, nodes };
  writeFileSync(join(folder, 'slurm.conf'), slurmConfiguration(layout));
  writeFileSync(join(folder, 'gres.conf'), gpuConfiguration(nodes));
  writeFileSync(join(folder, 'munge.key'), randomBytes(128), { mode: 0o400 });
  const cluster = openCluster(folder, installation);
  try {
    await run(
      installation.program('munged'),
      [
        '--force',
        `--socket=${mungeSocket(folder)}`,
        ...['key', 'log', 'pid', 'seed'].map((name) => `--${name}-file=${join(folder, `munge.${name}`)}`),
      ],
      { env: cluster.environment },
    );
    await run(installation.program('slurmctld'), ['-c'], { env: cluster.environment });
    for (const name of NODES) await cluster.startNode(name);
    await untilIdle(cluster);
    return cluster;
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

/** A cluster that startCluster made in the folder, perhaps by another process. */
export function openCluster(directory: string, installation: SlurmInstallation = findInstallation()): SlurmCluster {
  const folder = resolve(directory);
  const environment = installation.environment({ ...process.env, SLURM_CONF: join(folder, 'slurm.conf') });
  return {
    folder,
    environment,
    killNode(name) {
      const daemon = readProcessId(join(folder, `${name}.pid`));
      const steps = stepProcesses(name, folder);
      for (const id of [...(daemon === null ? [] : [daemon]), ...steps]) kill(id, 'SIGKILL');
      rmSync(join(folder, `${name}.pid`), { force: true });
    },
    async startNode(name) {
      const step = installation.program('slurmstepd');
      await run(installation.program('slurmd'), ['-N', name, '-d', step], { env: environment });
    },
    async stop() {
      for (const name of NODES) this.killNode(name);
      const daemons = ['slurmctld.pid', 'munge.pid'].map((name) => readProcessId(join(folder, name)));
      for (const id of daemons) if (id !== null) kill(id, 'SIGTERM');
      for (let left = 100; left > 0 && daemons.some((id) => id !== null && isAlive(id)); left -= 1) await sleep(50);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Whether a cluster that was started in the folder is there. */
export function isUp(directory: string): boolean {
  const controller = readProcessId(join(resolve(directory), 'slurmctld.pid'));
  return controller !== null && isAlive(controller) && readProc(controller, 'cmdline').includes('slurmctld');
}

async function untilIdle({ environment, folder }: SlurmCluster): Promise<void> {
  const until = performance.now() + 1000 * START_SECONDS;
  let answer = '';
  while (performance.now() < until) {
    try {
      answer = execFileSync('sinfo', ['--noheader', '--Node', '--format=%T'], { env: environment, encoding: 'utf8' });
    } catch (error) {
      answer = String(error);
    }
    const states = answer.trim().split('\n');
    if (states.length === NODES.length && states.every((state) => state === 'idle')) return;
    await sleep(100);
  }
  const log = readFileSync(join(folder, 'slurmctld.log'), 'utf8').split('\n').slice(-20).join('\n');
  throw new Error(`the Slurm cluster is not ready after ${START_SECONDS} s: ${answer}\n${log}`);
}

/** Whole process trees of the node's steps, told by their environment: each step of a job has its node's name. */
function stepProcesses(name: string, folder: string): number[] {
  const configuration = `SLURM_CONF=${join(folder, 'slurm.conf')}`;
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((id) => {
      const variables = readProc(id, 'environ').split('\0');
      if (!variables.includes(configuration)) return false;
      const step = /^slurmstepd: |slurmstepd/.test(readProc(id, 'cmdline'));
      return variables.includes(`SLURMD_NODENAME=${name}`) || (step && hasChildOf(id, name));
    });
}

function hasChildOf(parent: number, name: string): boolean {
  const children = readProc(parent, `task/${parent}/children`).trim().split(' ').filter(Boolean).map(Number);
  return children.some((child) => readProc(child, 'environ').split('\0').includes(`SLURMD_NODENAME=${name}`));
}

/** Empty for a process that is gone or another user's. */
function readProc(id: number, file: string): string {
  try {
    return readFileSync(`/proc/${id}/${file}`, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error) return '';
    throw error;
  }
}

function readProcessId(path: string): number | null {
  try {
    const id = Number(readFileSync(path, 'utf8').trim());
    return Number.isSafeInteger(id) && id > 1 ? id : null;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

function isAlive(id: number): boolean {
  return /^State:\s+[^ZX]/m.test(readProc(id, 'status'));
}

function kill(id: number, signal: NodeJS.Signals): void {
  try {
    process.kill(id, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
      return server;
    }),
  );
  return Promise.all(
    servers.map((server) => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      return new Promise<number>((settle) => server.close(() => settle(port)));
    }),
  );
}
