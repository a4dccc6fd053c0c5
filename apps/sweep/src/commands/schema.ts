import { gridJsonSchema } from '@collapse/trials';
import type { Command } from 'commander';
import { EXIT, type ExitStatus } from '../exit-status.ts';

export function addSchemaCommand(program: Command, exit: (status: ExitStatus) => void): void {
  program
    .command('schema')
    .summary('the JSON Schema of grid files')
    .description('Prints the JSON Schema of grid files, which experiments/grid.schema.json holds.')
    .addHelpText('after', '\nExample:\n  npx sweep schema > experiments/grid.schema.json')
    .action(() => {
      process.stdout.write(`${JSON.stringify(gridJsonSchema(), null, 2)}\n`);
      exit(EXIT.done);
    });
}
