import type { Theory } from '@collapse/training/theory';
import { printable } from '@collapse/trials';
import type { ExecutionChoice } from '../execution/execution-choice.ts';
import type { Plan } from '../plan.ts';
import { forUser } from '../user-path.ts';
import { axisName, nameSettings } from './trial-settings.ts';

/** Which back end will serve. The workers load it, and each result names the one it came from. */
export function formatBackend({ backend }: Pick<ExecutionChoice, 'backend'>): string {
  return backend === 'auto' ? 'native TensorFlow where it is built, else WebAssembly' : BACKEND_NAMES[backend];
}

const BACKEND_NAMES = { native: 'native TensorFlow', wasm: 'WebAssembly' } as const;

/** The plan in a few lines: what will be trained, on what, where. */
export function planText(plan: Plan, execution: { readonly executor: string; readonly backend: string }): string {
  const { grid, done, failed, reusable } = plan;
  const left = grid.trials.length - done.size - reusable.size;
  const states = [
    `${done.size} done already`,
    ...(plan.reuse === null ? [] : [`${reusable.size} to take over from ${forUser(plan.reuse)}`]),
    `${left} to train`,
    ...(failed.size > 0 ? [`${failed.size} of them failed before`] : []),
  ];
  const axes = grid.axes.map(({ path, values }) => `${axisName(path)} (${values.length})`).join(' x ');
  const datasets = Array.from(plan.datasets.values(), ({ specification, count, dim }) => {
    return `${specification.name}, ${count} data points of ${dim} dimensions`;
  });
  const rows: (readonly [string, string])[] = [
    ['grid', `${grid.name}, ${forUser(plan.gridFile)}`],
    ...(grid.description === '' ? [] : [['', printable(grid.description)] as const]),
    ['trials', `${grid.trials.length}: ${states.join(', ')}`],
    ...(axes === '' ? [] : [['axes', axes] as const]),
    ['data', datasets.join('; ')],
    ['back end', execution.backend],
    ['workers', execution.executor],
    ['study', `${forUser(plan.directory)}${plan.fresh ? ' (an older study there is set aside)' : ''}`],
  ];
  return rows.map(([name, text]) => `${name.padEnd(9)} ${text}`).join('\n');
}

/** Every trial with what theory predicts for it: a table, one line a trial. */
export function* trialLines(plan: Plan): Generator<string> {
  yield `${'trial'.padEnd(16)}  ${'state'.padEnd(6)}  ${'active'.padStart(9)}  ${'optimum'.padStart(12)}  settings`;
  const settings = nameSettings(plan.grid);
  const atThreshold: string[] = [];
  for (const [index, trial] of plan.grid.trials.entries()) {
    const { optimum, objective: best, reason, unbounded } = plan.theoryOf(trial);
    const active = optimum === null ? '-' : `${optimum.active} of ${trial.specification.model.latentDim}`;
    const objective = best === null ? '-' : best.toFixed(3);
    const state = plan.done.has(trial.id) ? 'done' : plan.reusable.has(trial.id) ? 'reuse' : 'new';
    const range = optimum && rangeOf(optimum);
    if (range) atThreshold.push(range);
    const notes = [reason, unbounded].filter((note) => note !== null);
    const why = notes.length === 0 ? '' : `  (${notes.join('; ')})`;
    yield `${trial.id}  ${state.padEnd(6)}  ${active.padStart(9)}  ${objective.padStart(12)}  ${settings(plan.grid.places[index] ?? index)}${why}`;
  }
  yield 'Active dimensions and optimum are those of the best linear VAE: exact for a linear trial, a yardstick for others.';
  if (atThreshold.length > 0) {
    const trials = atThreshold.length === 1 ? '1 trial' : `${atThreshold.length} trials`;
    yield `In ${trials} an eigenvalue is at the threshold, to the rounding of the data: ${[...new Set(atThreshold)].join(', ')} active are as right.`;
  }
}

/** How many may be active where the rounding of the data decides on which side of the threshold an eigenvalue is. */
function rangeOf({ activeAtLeast, activeAtMost }: NonNullable<Theory['optimum']>): string | null {
  return activeAtLeast === activeAtMost ? null : `${activeAtLeast} to ${activeAtMost}`;
}
