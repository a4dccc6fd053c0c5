import { join } from 'node:path';
import { pinnedPython } from '../../tools/python/pinned-environment.ts';

const BENCH = join(import.meta.dirname, '..');

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
  return pinnedPython({
    folder: join(BENCH, '.venv'),
    requirements: join(BENCH, 'peers', 'requirements.txt'),
    what: 'PyTorch and JAX (about 2.5 GB)',
  });
}
