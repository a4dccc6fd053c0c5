import { UserError } from '@collapse/trials';
import type { Command } from 'commander';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { exportedText } from '../terminal/exported-text.ts';
import { fromUser } from '../user-path.ts';

const HELP = `
Matrices are [in, out], so that a layer is x W + b; the model takes data minus \`dataMean\`. Of posteriors there are \`means\` and
\`log_variances\`, [data points, latent dimensions], and \`test.means\` and \`test.log_variances\` of held-out data. The layout, and how
to read it in PyTorch, JAX and R: docs/python.md, docs/r.md.

Examples:
  npx sweep export --study runs/demo --trial 3f2a                             weights, to 3f2a....safetensors in this folder
  npx sweep export --study runs/demo --trial 3f2a --posteriors --out vae.safetensors

Exit status: 0 written, 2 wrong command, no such trial, damaged weights or other data.`;

interface ExportArguments {
  readonly study: string;
  readonly trial: string;
  readonly posteriors?: true;
  readonly out?: string;
}

export function addExportCommand(program: Command, exit: (status: ExitStatus) => void): void {
  program
    .command('export')
    .summary('write the weights of a trained model as .safetensors')
    .description('Writes the weights of a done trial, and what its encoder makes of the data, as a .safetensors file.')
    .requiredOption('--study <dir>', 'the study folder')
    .requiredOption('--trial <id>', 'the trial, by its id or a start of it that no other has')
    .option('--posteriors', 'also the posterior means and log-variances of the training data and of held-out data')
    .option('--out <file>', 'the file (default: ID.safetensors in this folder)')
    .addHelpText('after', HELP)
    .action(async ({ study, trial, posteriors, out }: ExportArguments) => {
      if (out !== undefined) requireEnding(out);
      // Loaded here: the back end is large.
      const { exportTrial } = await import('../export-trial.ts');
      const exported = await exportTrial({
        directory: fromUser(study),
        trial,
        posteriors: posteriors === true,
        fileOf: (trialId) => fromUser(out ?? `${trialId}.safetensors`),
        onNotice: (line) => void process.stderr.write(`${line}\n`),
      });
      process.stdout.write(`${exportedText(exported)}\n`);
      exit(EXIT.done);
    });
}

function requireEnding(out: string): void {
  if (out.endsWith('.safetensors')) return;
  throw new UserError({
    field: '--out',
    expected: 'a file that ends in .safetensors',
    received: out,
    remedy: 'Give it that ending, by which every reader knows what it is.',
  });
}
