import { defaultWorkers } from '@collapse/executors';
import type { Command } from 'commander';
import { commandLine } from '../command-line.ts';
import { evaluateStudy } from '../evaluate-study.ts';
import { parseEvaluationChange } from '../evaluation-settings.ts';
import { BACKENDS } from '../execution/execution-choice.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { listenForInterruption } from '../interruption.ts';
import { showCount } from '../terminal/count-progress.ts';
import { evaluationText } from '../terminal/evaluation-text.ts';
import { outcomeText } from '../terminal/outcome-text.ts';
import { fromUser } from '../user-path.ts';
import { integerFrom, oneOf } from './option-values.ts';

const HELP = `
Nothing is trained, and ids, weights, curves and pictures stay. Measures are taken by the evaluation that they were last
taken by, with what --set changes; null takes a field back to its default. Fields: docs/grid-files.md. Columns: docs/results-table.md.

Examples:
  npx sweep evaluate --study runs/demo                                        what this version measures
  npx sweep evaluate --study runs/demo --set evaluation.marginalSamples=16    the mutual information too
  npx sweep evaluate --study runs/demo --set evaluation.importanceSamples=1000 --set evaluation.gapPoints=100 --set evaluation.gapSteps=300

Exit status: 0 all measured, 1 some trials were left as they are, 2 wrong command or other data, 130 interrupted.`;

interface EvaluateArguments {
  readonly study: string;
  readonly set: readonly string[];
  readonly workers?: string;
  readonly backend: string;
  readonly components?: string;
}

/** @param args the command line, for telling the user how to go on */
export function addEvaluateCommand(
  program: Command,
  args: readonly string[],
  exit: (status: ExitStatus) => void,
): void {
  program
    .command('evaluate')
    .summary('take the measures of a study again from its weights, without training')
    .description('Takes the measures of every done trial again from its saved weights, then writes results and report.')
    .requiredOption('--study <dir>', 'the study folder')
    .option(
      '--set <field=value>',
      'a field of the evaluation, such as evaluation.marginalSamples=16; may be given again',
      (value: string, before: readonly string[]) => [...before, value],
      [],
    )
    .option('--workers <n>', 'worker threads (default: as many as the machine has room for)')
    .option('--backend <name>', 'auto, native or wasm', 'auto')
    .option(
      '--components <dir>',
      'the folder of the components from outside, where they no longer lie beside their grid',
    )
    .addHelpText('after', HELP)
    .action(async (given: EvaluateArguments) => exit(await runEvaluate(given, commandLine(args))));
}

async function runEvaluate(given: EvaluateArguments, again: string): Promise<ExitStatus> {
  const directory = fromUser(given.study);
  const change = parseEvaluationChange(given.set);
  const backend = oneOf('--backend', given.backend, BACKENDS);
  const workers =
    given.workers === undefined ? defaultWorkers(1) : integerFrom('--workers', given.workers, { least: 1, most: 1024 });
  const interruption = listenForInterruption(() =>
    process.stderr.write('Stopping: what is measured is kept. Once more ends the program at once.\n'),
  );
  const progress = showCount(process.stderr, 'trials measured', () => performance.now() / 1000);
  const outcome = await evaluateStudy({
    directory,
    change,
    components: given.components === undefined ? null : fromUser(given.components),
    backend,
    workers,
    signal: interruption.signal,
    clock: Date.now,
    onNotice: (line) => void process.stderr.write(`${line}\n`),
    onProgress: progress.show,
  }).finally(() => {
    progress.end();
    interruption.release();
  });
  if (outcome.interrupted) {
    process.stderr.write(
      `Interrupted: ${evaluationText(outcome)}\nTo go on, run the same command again:\n  ${again}\n`,
    );
    return EXIT.interrupted;
  }
  // Loaded here: drawing figures takes a large library.
  const { writeOutcome } = await import('../write-outcome.ts');
  process.stdout.write(`${evaluationText(outcome)}\n${outcomeText(await writeOutcome(directory))}\n`);
  if (outcome.left.length === 0) return EXIT.done;
  for (const { trialId, problem } of outcome.left)
    process.stderr.write(`trial ${trialId} is left as it was: ${problem}\n`);
  return EXIT.someFailed;
}
