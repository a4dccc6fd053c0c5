import { gridJsonSchema } from '@collapse/trials';
import type { Command } from 'commander';
import { componentsOfGrid } from '../components/grid-components.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { loadGridFile } from '../load-grid-file.ts';
import { fromUser } from '../user-path.ts';

const EXAMPLES = `
Examples:
  npx sweep schema > experiments/grid.schema.json
  npx sweep schema --grid my-grid.json > my-grid.schema.json    with the components that it lists`;

export function addSchemaCommand(program: Command, exit: (status: ExitStatus) => void): void {
  program
    .command('schema')
    .summary('the JSON Schema of grid files')
    .description('Prints the JSON Schema of grid files, which experiments/grid.schema.json holds.')
    .option('--grid <file>', 'a grid, with whose own components the schema is made')
    .addHelpText('after', EXAMPLES)
    .action(async ({ grid }: { grid?: string }) => {
      const file = grid === undefined ? null : fromUser(grid);
      const { catalog } = await componentsOfGrid(file === null ? {} : await loadGridFile(file), file ?? '');
      process.stdout.write(`${JSON.stringify(gridJsonSchema(catalog), null, 2)}\n`);
      exit(EXIT.done);
    });
}
