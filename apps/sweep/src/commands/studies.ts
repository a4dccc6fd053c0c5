import { join } from 'node:path';
import { readStudyRecord } from '@collapse/analysis';
import { datasetShape } from '@collapse/datasets';
import { parseGrid, type StudyDefinition } from '@collapse/trials';
import type { Command } from 'commander';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { findStudies } from '../study/find-studies.ts';
import { fromUser } from '../user-path.ts';

export function addStudiesCommand(program: Command, exit: (status: ExitStatus) => void): void {
  program
    .command('studies')
    .summary('list the studies, what each needs and when it was last run')
    .description('Lists the studies of experiments/: sizes, needs, and the last run that has a page.')
    .option('--reports <dir>', 'where pages are', 'reports')
    .action(async ({ reports }: { reports: string }) => {
      for (const { definition, file } of await findStudies()) {
        process.stdout.write(`${studyText(definition, file, fromUser(reports))}\n`);
      }
      process.stdout.write('Run one with `npx sweep study --name NAME [--quick | --size SIZE]`.\n');
      exit(EXIT.done);
    });
}

function studyText(definition: StudyDefinition, file: string, reports: string): string {
  const { name, title, needs, sizes } = definition;
  const counts = Object.entries(sizes).map(([size, grids]) => {
    const trials = grids.flatMap((input) => parseGrid(input, file, { datasetFacts: datasetShape }).trials);
    return `${size} ${trials.length}`;
  });
  const run = readStudyRecord(join(reports, name))?.run;
  const last =
    run === undefined ? 'never, by its page' : `${new Date(run.finishedAt).toISOString().slice(0, 10)}, ${run.size}`;
  return [
    name,
    `  ${title}`,
    `  trials    ${counts.join(', ')}`,
    `  needs     ${needs}`,
    `  last run  ${last}`,
    '',
  ].join('\n');
}
