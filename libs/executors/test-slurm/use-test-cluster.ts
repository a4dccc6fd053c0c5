import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { type SlurmCluster, startCluster } from '../../../tools/slurm-cluster/cluster.ts';

/** Gives the tests of a file a cluster of three nodes of their own, which its environment leads to. */
export function useTestCluster(): void {
  let cluster: SlurmCluster | undefined;

  test.before('a cluster of three nodes', async () => {
    cluster = await startCluster(mkdtempSync(join(tmpdir(), 'slurm-')));
    Object.assign(process.env, cluster.environment);
  });

  test.after.always('the cluster ends', async () => {
    await cluster?.stop();
  });
}
