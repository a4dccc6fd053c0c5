import type { Diagnosis, TrainedLoss } from '@collapse/analysis/diagnose';
import { UserError } from '@collapse/trials';
import type { Command } from 'commander';
import { commandLine } from '../command-line.ts';
import type { ModelFiles } from '../diagnosed-model.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { forUser, fromUser } from '../user-path.ts';
import { integerFrom, numberFrom, oneOf } from './option-values.ts';

const LOSSES = ['elbo', 'sum-sum', 'batch-batch', 'mean-sum', 'mean-batch', 'mean-mean'] as const;
const LIKELIHOODS = ['gaussian', 'bernoulli', 'continuous-bernoulli'] as const;

const HELP = `
Arrays are .npy, .npz, .csv, .tsv or .safetensors files with a data point a row. --posteriors is one .npz or .safetensors file that
holds them under the names data, means, log_variances (or posterior_variances), reconstructions, decoder_weights, decoder_bias.
Losses are named RECONSTRUCTION-KL, as in sweep explain.

Examples:
  npx sweep diagnose --data x.npy --means mu.npy --log-variances lv.npy --loss mean-sum --batch 128
  npx sweep diagnose --posteriors model.npz --beta 4 --variance 0.1 --out diagnosis
  npx sweep diagnose --means mu.npy --log-variances lv.npy --json        measures alone

Exit status: 0 diagnosed, 2 wrong command or arrays.`;

interface DiagnoseArguments extends ModelFiles {
  readonly loss: string;
  readonly beta: string;
  readonly variance?: string;
  readonly batch?: string;
  readonly likelihood: string;
  readonly marginalPoints: string;
  readonly json?: true;
  readonly out?: string;
}

export function addDiagnoseCommand(
  program: Command,
  args: readonly string[],
  exit: (status: ExitStatus) => void,
): void {
  program
    .command('diagnose')
    .summary('say which latent dimensions of a trained model of your own collapsed, beside theory')
    .description(
      'Measures the posteriors of a trained VAE, from whatever framework, and holds them against the closed form of a linear VAE on the same data with the same loss.',
    )
    .option(
      '--data <file|specification>',
      'the data it was trained on: a file of rows, or the specification of a data set',
    )
    .option('--means <file>', 'posterior means, [data points, latent dimensions]')
    .option('--log-variances <file>', 'logarithms of the posterior variances, of the same shape')
    .option('--posterior-variances <file>', 'the variances themselves, where those are what the encoder puts out')
    .option('--posteriors <file>', 'one .npz or .safetensors file of the arrays')
    .option('--reconstructions <file>', 'what the decoder gives, of the shape of the data')
    .option('--decoder-weights <file>', 'of a linear decoder, [numbers of a data point, latent dimensions]')
    .option('--decoder-bias <file>', 'its bias')
    .option('--loss <reduction>', `the loss as written: ${LOSSES.join(', ')}`, 'elbo')
    .option('--beta <beta>', 'weight of the KL', '1')
    .option('--variance <variance>', 'decoder variance, or learned (elbo has no verdict without it)')
    .option('--batch <n>', 'data points a batch (needed for mean-sum, whose threshold grows with it)')
    .option('--likelihood <kind>', `${LIKELIHOODS.join(', ')}`, 'gaussian')
    .option('--marginal-points <n>', 'data points, drawn at random, for mutual information and marginal KL', '5000')
    .option('--json', 'print JSON')
    .option('--out <dir>', 'write a page with figures there')
    .addHelpText('after', HELP)
    .action(async (given: DiagnoseArguments) => {
      const loss = lossFrom(given);
      const marginalPoints = integerFrom('--marginal-points', given.marginalPoints, {
        least: 2,
        most: Number.MAX_SAFE_INTEGER,
      });
      // Loaded here: data sets and figures take large libraries.
      const [{ diagnose, diagnosisText }, { diagnosedModel }, { marginalDraws }] = await Promise.all([
        import('@collapse/analysis/diagnose'),
        import('../diagnosed-model.ts'),
        import('../marginal-draws.ts'),
      ]);
      const notice = (line: string) => process.stderr.write(`${line}\n`);
      const model = await diagnosedModel(given, notice);
      const diagnosis = diagnose(
        { ...model, loss },
        { marginalPoints, ...marginalDraws(Math.min(marginalPoints, model.outputs.count)) },
      );
      if (model.decoder !== null && diagnosis.decoder === null) {
        notice('The decoder weights were not used: log p(x) takes a Gaussian likelihood and its variance, see --help.');
      }
      process.stdout.write(`${given.json ? JSON.stringify(diagnosis) : diagnosisText(diagnosis)}\n`);
      if (given.out !== undefined) {
        const page = await writePage(fromUser(given.out), diagnosis, args);
        if (!given.json) process.stdout.write(`\nPage: ${forUser(page)}\n`);
      }
      exit(EXIT.done);
    });
}

async function writePage(folder: string, diagnosis: Diagnosis, args: readonly string[]): Promise<string> {
  // Drawing figures takes a large library.
  const [{ writeDiagnosis }, { makeFolder }] = await Promise.all([
    import('@collapse/analysis'),
    import('../make-folder.ts'),
  ]);
  makeFolder(folder);
  return writeDiagnosis(folder, diagnosis, { command: commandLine(args) });
}

/** The loss, or what is missing of it. */
function lossFrom({
  loss,
  beta,
  variance,
  batch,
  likelihood,
}: DiagnoseArguments): TrainedLoss | { readonly missing: string } {
  const told: TrainedLoss = {
    reduction: oneOf('--loss', loss, LOSSES),
    beta: numberFrom('--beta', beta, { least: 0, words: 'a number >= 0' }),
    variance:
      variance === undefined || variance === 'learned'
        ? (variance ?? null)
        : numberFrom('--variance', variance, { least: Number.MIN_VALUE, words: 'a number > 0, or learned' }),
    batchSize: batch === undefined ? null : integerFrom('--batch', batch, { least: 1, most: Number.MAX_SAFE_INTEGER }),
    likelihood: oneOf('--likelihood', likelihood, LIKELIHOODS),
  };
  if (told.variance === 'learned' && told.reduction !== 'elbo') {
    throw new UserError({
      field: '--variance',
      expected: `a number for --loss ${told.reduction}, a loss without a decoder variance`,
      received: 'learned',
      remedy: 'Leave it out, or give --loss elbo.',
    });
  }
  if (told.reduction === 'elbo' && told.variance === null) {
    return { missing: 'give the decoder variance as --variance with --beta, or the loss as it was written as --loss' };
  }
  if (told.reduction === 'mean-sum' && told.batchSize === null) {
    return { missing: 'give the data points a batch as --batch, with which the threshold of mean-sum grows' };
  }
  return told;
}
