// Starts or stops the test cluster: node tools/slurm-cluster/main.ts start|stop [FOLDER]
import { join, resolve } from 'node:path';
import { isUp, openCluster, startCluster } from './cluster.ts';

const [action, given] = process.argv.slice(2);
const folder = resolve(given ?? join(import.meta.dirname, '../../.native/slurm-cluster'));

try {
  if (action === 'start') {
    const { environment } = isUp(folder) ? openCluster(folder) : await startCluster(folder);
    const names = ['PATH', 'LD_LIBRARY_PATH', 'SLURM_CONF'] as const;
    // For `eval` in a shell, so that sbatch and squeue of this cluster are found there.
    for (const name of names) process.stdout.write(`export ${name}='${environment[name]?.replaceAll("'", "'\\''")}'\n`);
  } else if (action === 'stop') await openCluster(folder).stop();
  else throw new Error(`expected start or stop, received ${action ?? 'nothing'}`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
