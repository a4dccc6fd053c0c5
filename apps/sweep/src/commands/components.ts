import type { Command } from 'commander';
import { componentsText } from '../components/components-text.ts';
import { componentsOfGrid } from '../components/grid-components.ts';
import { listComponents } from '../components/list-components.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { loadGridFile } from '../load-grid-file.ts';
import { fromUser } from '../user-path.ts';

interface ComponentsArguments {
  readonly grid?: string;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  npx sweep components                      what is built in, with the fields of each and where it is written
  npx sweep components --grid my-grid.json  with the grid's own
  npx sweep components --json               for other programs

A new one: npx sweep new, and docs/extending.md.`;

export function addComponentsCommand(program: Command, exit: (status: ExitStatus) => void): void {
  program
    .command('components')
    .summary('what trials can be made of, with fields and units')
    .description('Lists likelihoods, networks, objectives, optimizers, data sets and executors, with their fields.')
    .option('--grid <file>', 'a grid, whose own components are listed too')
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLES)
    .action(async ({ grid, json }: ComponentsArguments) => {
      const file = grid === undefined ? null : fromUser(grid);
      const { catalog } = await componentsOfGrid(file === null ? {} : await loadGridFile(file), file ?? '');
      const listed = listComponents(catalog);
      process.stdout.write(json ? `${JSON.stringify(listed, null, 2)}\n` : componentsText(listed));
      exit(EXIT.done);
    });
}
