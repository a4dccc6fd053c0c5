import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Slurm's commands, replaced: arrays are taken and wait for ever. */
export interface PretendedSlurm {
  readonly environment: NodeJS.ProcessEnv;
  /** How often squeue was asked. */
  questions(): number;
}

const ARRAY_SIZE = 1001;

const COMMANDS = {
  scontrol: `echo "MaxArraySize = ${ARRAY_SIZE}"`,
  sbatch: 'echo $$',
  // One line an array, as for one that waits as a whole; the names come as --name=NAME,NAME,...
  squeue: `
echo >> "$(dirname "$0")/questions"
for argument in "$@"; do
  case "$argument" in --name=*) names="\${argument#--name=}" ;; esac
done
IFS=,
for name in $names; do echo "1|0-${ARRAY_SIZE - 1}|PENDING||Priority|$name"; done`,
  scancel: '',
};

/** For measuring the controller's part with more trials than a test cluster could hold. */
export function pretendedSlurm(folder: string): PretendedSlurm {
  mkdirSync(folder);
  for (const [name, script] of Object.entries(COMMANDS)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  const questions = join(folder, 'questions');
  writeFileSync(questions, '');
  return {
    environment: { PATH: [folder, process.env.PATH].join(delimiter) },
    questions: () => readFileSync(questions, 'utf8').length,
  };
}
