import { plural } from '../counting-words.ts';
import { formatDuration, formatTime } from '../format-time.ts';
import { shortBound, shortNumber } from '../short-number.ts';
import type { Deviation } from '../studies/study-report.ts';
import type { StudyRun } from './study-record.ts';

/** Above this share of its cores a machine was doing other work when training began. */
const BUSY = 0.25;

/** Which size was run, where it is not the full one. */
export function sizeWords({ size, fullSeconds }: StudyRun): string | null {
  if (size === 'full') return null;
  const full =
    fullSeconds === null
      ? ''
      : ` By its number of multiplications the full size would train for about ${roughDuration(fullSeconds)} on the same machine.`;
  return `This is the ${size} size of the study, not the full one.${full}`;
}

/** To what an estimate is good for: whole hours, or tens of minutes. */
function roughDuration(seconds: number): string {
  const hours = Math.round(seconds / 3600);
  return hours >= 2 ? `${hours} hours` : `${Math.max(10, Math.round(seconds / 600) * 10)} minutes`;
}

export function timeWords(run: StudyRun): string {
  const failed = run.failed === 0 ? '' : `, ${run.failed} failed`;
  return (
    `${plural(run.trials, 'trial')}${failed}: ${formatDuration(run.trainingSeconds)} of training in all, ` +
    `${formatDuration(run.elapsedSeconds)} from the first start to the last end (${formatTime(run.finishedAt)}).`
  );
}

export function machineWords({ machine, backend }: StudyRun): string {
  const load = `load ${machine.loadAtStart.toFixed(1)} when it began`;
  const busy =
    machine.loadAtStart > BUSY * machine.cores ? `; other work was running (${load}), so times are upper bounds` : '';
  return `${machine.cpu}, ${plural(machine.cores, 'core')}, ${machine.memoryGiB} GiB; ${backend}${busy}.`;
}

export function deviationWords({ what, value, limit, unit, trials }: Deviation): string {
  const verdict = value <= limit ? 'within' : 'beyond';
  const over = trials === undefined ? '' : ` over ${plural(trials, 'trial')}`;
  const counted = value === 1 && unit.endsWith('s') ? unit.slice(0, -1) : unit;
  return `${what}: ${shortBound(value)} ${counted} at most${over}, ${verdict} the limit of ${shortNumber(limit)}.`;
}
