import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const BENCH = join(import.meta.dirname, '..');
const REQUIREMENTS = join(BENCH, 'peers', 'requirements.txt');
const FOLDER = join(BENCH, '.venv');

/** What a peer may do with one thread: no pools of its own. */
export const ONE_THREAD: NodeJS.ProcessEnv = {
  OMP_NUM_THREADS: '1',
  MKL_NUM_THREADS: '1',
  XLA_FLAGS: '--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1',
  JAX_PLATFORMS: 'cpu',
  CUDA_VISIBLE_DEVICES: '',
};

/**
 * The Python that has the peers' libraries, in bench/.venv; made anew where the pinned requirements changed. About
 * 2.5 GB to download and 5 GB on disk: PyTorch's package links NVIDIA's libraries, even where only the CPU is used.
 */
export function peerPython(): string {
  const python = join(FOLDER, 'bin', 'python');
  const stamp = join(FOLDER, 'requirements.sha256');
  const digest = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return python;
  const tools = join(BENCH, '..', '.venv', 'bin');
  const uv = join(tools, 'uv');
  if (!existsSync(uv)) throw new Error(`${uv}: not there. Run \`npm run setup\` first, which brings it.`);
  console.error('Setting up PyTorch and JAX in bench/.venv (about 2.5 GB) ...');
  rmSync(FOLDER, { recursive: true, force: true });
  run(uv, ['venv', '--quiet', '--python', join(tools, 'python'), FOLDER]);
  run(uv, ['pip', 'install', '--quiet', '--no-deps', '--require-hashes', '--python', python, '-r', REQUIREMENTS]);
  writeFileSync(stamp, digest);
  return python;
}

function run(command: string, given: readonly string[]): void {
  const { PIP_INDEX_URL, PIP_CERT } = process.env;
  // uv reads none of pip's variables; a mirror or certificate set for pip is passed on.
  const settings = { UV_DEFAULT_INDEX: PIP_INDEX_URL, SSL_CERT_FILE: PIP_CERT };
  const passedOn = Object.fromEntries(Object.entries(settings).filter(([, value]) => value));
  const done = spawnSync(command, given, { stdio: 'inherit', env: { ...passedOn, ...process.env } });
  if (done.status !== 0) {
    throw new Error(
      `${[command, ...given].join(' ')}: ended with status ${done.status}; the peers need Python 3.11 or later`,
    );
  }
}
