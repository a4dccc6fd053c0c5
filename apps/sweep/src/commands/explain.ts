import { basename } from 'node:path';
import type { ExplainSettings, Explanation } from '@collapse/analysis/explain';
import { UserError } from '@collapse/trials';
import type { Command } from 'commander';
import { commandLine } from '../command-line.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { forUser, fromUser } from '../user-path.ts';
import { integerFrom, numberFrom, oneOf } from './option-values.ts';

const LOSSES = ['elbo', 'sum-sum', 'batch-batch', 'mean-sum', 'mean-batch', 'mean-mean'] as const;
const LIKELIHOODS = ['gaussian', 'bernoulli', 'continuous-bernoulli'] as const;

const LEAST_EIGENVALUES = 128;

const HELP = `
The answer is the closed form of a linear VAE with a Gaussian decoder on these data. --data is a file of rows (.npy, .npz, .csv, .tsv,
.parquet, .feather, .h5, .h5ad, .safetensors, plain or .gz), a .json file with the \`dataset\` of a grid, or that JSON itself. Losses are
named RECONSTRUCTION-KL, as objective.reduction in docs/grid-files.md.

Examples:
  npx sweep explain --data x.npy --loss mean-sum --batch 128 --latent 32      why did it collapse
  npx sweep explain --data '{"name":"mnist-1k"}' --variance learned --latent 50
  npx sweep explain --data x.csv --beta 4 --json
  npx sweep explain --data x.npy --out explained                              and a page with figures

Exit status: 0 explained, 2 wrong command or data.`;

interface ExplainArguments {
  readonly data: string;
  readonly loss: string;
  readonly beta: string;
  readonly variance?: string;
  readonly batch?: string;
  readonly latent?: string;
  readonly likelihood: string;
  readonly json?: true;
  readonly out?: string;
}

export function addExplainCommand(program: Command, args: readonly string[], exit: (status: ExitStatus) => void): void {
  program
    .command('explain')
    .summary('say which latent dimensions live and die on data of your own, without training')
    .description(
      'Says what a loss does to a linear VAE on these data: which dimensions live, which die, and what would change that.',
    )
    .requiredOption('--data <file|specification>', 'a file of rows, or the specification of a data set')
    .option('--loss <reduction>', `the loss as written: ${LOSSES.join(', ')}`, 'elbo')
    .option('--beta <beta>', 'weight of the KL', '1')
    .option('--variance <variance>', 'decoder variance, or learned (default: 1 for elbo, else what the loss implies)')
    .option('--batch <n>', 'data points a batch (default: all; needed for mean-sum, whose threshold grows with it)')
    .option('--latent <k>', 'latent dimensions (default: 50, or one less than the rank of the data)')
    .option(
      '--likelihood <kind>',
      `${LIKELIHOODS.join(', ')}: of the last two the Gaussian is only a yardstick`,
      'gaussian',
    )
    .option('--json', 'print JSON')
    .option('--out <dir>', 'write a page with figures into this folder too')
    .addHelpText('after', HELP)
    .action(async (given: ExplainArguments) => {
      const asked = settingsFrom(given);
      // Loaded here: data sets and figures take large libraries.
      const [{ explain, explanationText }, { explainedData }] = await Promise.all([
        import('@collapse/analysis/explain'),
        import('../explained-data.ts'),
      ]);
      const data = await explainedData(given.data, wantedFor(asked.latentDim), (line) =>
        process.stderr.write(`${line}\n`),
      );
      requireAtMost('--latent', asked.latentDim, data.dim, 'the numbers of a data point');
      requireAtMost('--batch', asked.batchSize, data.count, 'the data points');
      const explanation = explain(data, asked);
      process.stdout.write(`${given.json ? JSON.stringify(explanation) : explanationText(explanation)}\n`);
      if (given.out !== undefined) {
        const page = await writePage(fromUser(given.out), explanation, given.data, args);
        if (!given.json) process.stdout.write(`\nPage: ${forUser(page)}\n`);
      }
      exit(EXIT.done);
    });
}

/** Eigenvalues needed of data of many dimensions: more than the latent ones, to see what more of those would gain. */
function wantedFor(latentDim: number | null): number {
  return Math.max(LEAST_EIGENVALUES, 2 * (latentDim ?? 0));
}

async function writePage(folder: string, explanation: Explanation, data: string, args: readonly string[]) {
  // Drawing figures takes a large library.
  const { writeExplanation } = await import('@collapse/analysis');
  return writeExplanation(folder, explanation, { dataName: dataName(data), command: commandLine(args) });
}

/** What a page calls the data: a file's name, or that of the data set in a specification. */
function dataName(data: string): string {
  if (!data.trimStart().startsWith('{')) return basename(data);
  const { name, file }: { name: string; file?: string } = JSON.parse(data);
  return file === undefined ? name : basename(file);
}

function settingsFrom({ loss, beta, variance, batch, latent, likelihood }: ExplainArguments): ExplainSettings {
  const reduction = oneOf('--loss', loss, LOSSES);
  if (variance === 'learned' && reduction !== 'elbo') {
    throw new UserError({
      field: '--variance',
      expected: `a number for --loss ${reduction}, a loss without a decoder variance`,
      received: variance,
      remedy: 'Leave it out, or give --loss elbo.',
    });
  }
  if (batch === undefined && reduction === 'mean-sum') {
    throw new UserError({
      field: '--batch',
      expected: 'the data points a batch for --loss mean-sum, whose threshold grows with them',
      received: 'nothing',
      remedy: 'Give the batch size that you train with, such as --batch 128.',
    });
  }
  const positive = { least: Number.MIN_VALUE, words: 'a number > 0' };
  const counting = { least: 1, most: Number.MAX_SAFE_INTEGER };
  return {
    reduction,
    beta: numberFrom('--beta', beta, { least: 0, words: 'a number >= 0' }),
    variance:
      variance === undefined || variance === 'learned'
        ? (variance ?? null)
        : numberFrom('--variance', variance, positive),
    batchSize: batch === undefined ? null : integerFrom('--batch', batch, counting),
    latentDim: latent === undefined ? null : integerFrom('--latent', latent, counting),
    likelihood: oneOf('--likelihood', likelihood, LIKELIHOODS),
  };
}

function requireAtMost(field: string, value: number | null, most: number, what: string): void {
  if (value === null || value <= most) return;
  throw new UserError({ field, expected: `at most ${most}, ${what}`, received: String(value), remedy: 'Give less.' });
}
