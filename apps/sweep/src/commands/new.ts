import { PART_NAMES } from '@collapse/components';
import type { Command } from 'commander';
import { newComponent } from '../components/new-component.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { forUser, fromUser } from '../user-path.ts';
import { oneOf } from './option-values.ts';

const EXAMPLES = `
Examples:
  npx sweep new likelihood my-density               my-density.ts, a test and a grid, in this folder
  npx sweep new objective capacity --out ../mine    in another folder, which may be anywhere

What is written works as it is: change it from there. docs/extending.md explains each kind.`;

export function addNewCommand(program: Command, exit: (status: ExitStatus) => void): void {
  program
    .command('new')
    .summary('start a component of your own')
    .description('Writes a component with the contract filled in, a test of it and a grid that uses it.')
    .argument('<kind>', `what it is: ${PART_NAMES.join(', ')}`)
    .argument('<name>', 'what grids call it: lowercase words with dashes')
    .option('--out <dir>', 'the folder, anywhere (default: this one)')
    .addHelpText('after', EXAMPLES)
    .action((kind: string, name: string, { out }: { out?: string }) => {
      const directory = fromUser(out ?? '.');
      const { files, install } = newComponent(oneOf('KIND', kind, PART_NAMES), name, directory);
      for (const file of files) process.stdout.write(`wrote     ${forUser(file)}\n`);
      const place = forUser(directory);
      const into = place === '.' ? '' : `cd ${place} && `;
      if (install) process.stdout.write(`install   ${into}npm install\n`);
      process.stdout.write(`test      ${into}npm test\n`);
      process.stdout.write(`train     ${into}npx sweep grid ${name}-grid.ts\n`);
      exit(EXIT.done);
    });
}
