import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { $, which } from 'zx';
import { digestOf, replaceFolder, type SetupContext, type Step, Unsupported } from './step.ts';

/** What a Slurm cluster of several nodes on one host needs beyond a plain Debian or Ubuntu. */
const PACKAGES = [
  'libhwloc15',
  'liblua5.1-0',
  'libmunge2',
  'munge',
  'slurm-client',
  'slurm-wlm-basic-plugins',
  'slurmctld',
  'slurmd',
] as const;

/**
 * Debian has them as NAME-wlm, and links NAME to it when its packages are installed. The daemons must be called by the
 * plain name: by any other they do not take themselves for Slurm's daemons, and leave a node's GPUs out.
 */
const DAEMONS = ['slurmctld', 'slurmd', 'slurmstepd'] as const;

export const slurmFolder = ({ root }: Pick<SetupContext, 'root'>) => join(root, '.native', 'slurm');

/**
 * Slurm and munge in .native/slurm, for the test cluster: Debian's own packages, unpacked without root and without
 * installing anything. Their versions and checksums are written beside them.
 */
export const slurm: Step = {
  title: 'Slurm for the test cluster',
  digest: () => digestOf([...PACKAGES, ...DAEMONS]),
  stamp: (context) => join(slurmFolder(context), 'stamp'),
  async run(context) {
    for (const tool of ['apt-get', 'dpkg-deb']) {
      if ((await which(tool, { nothrow: true })) === null) {
        throw new Unsupported(`Slurm's packages come from Debian or Ubuntu, and this system has no ${tool}`);
      }
    }
    await replaceFolder(slurmFolder(context), async (folder) => {
      const downloaded = await $({ nothrow: true, quiet: true, cwd: folder })`apt-get download ${PACKAGES}`;
      if (downloaded.exitCode !== 0) {
        const reason = downloaded.stderr.trim().split('\n').at(-1);
        throw new Unsupported(`apt-get cannot download Slurm (${reason}); \`apt-get update\` may help`);
      }
      const archives = readdirSync(folder).filter((name) => name.endsWith('.deb'));
      const sums = archives.map((name) => {
        const sum = createHash('sha256').update(readFileSync(join(folder, name)));
        return `${sum.digest('hex')}  ${name}\n`;
      });
      for (const name of archives) await $({ quiet: true, cwd: folder })`dpkg-deb -x ${name} .`;
      for (const name of archives) await $({ quiet: true, cwd: folder })`rm ${name}`;
      for (const name of DAEMONS) {
        const plain = join(folder, 'usr', 'sbin', name);
        if (!existsSync(plain)) symlinkSync(`${name}-wlm`, plain);
      }
      writeFileSync(join(folder, 'SHA256SUMS'), sums.join(''));
    });
  },
};
