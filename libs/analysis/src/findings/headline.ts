import type { Analysis } from '../analyse-study.ts';
import { counted, percent, plural } from '../counting-words.ts';
import { shortNumber } from '../short-number.ts';
import { failureCounts } from './failure-counts.ts';
import { byEvidence, type JudgedTrial, judgedTrials, largestGap, totalOf, unended } from './judged-trials.ts';

/**
 * What a study found, a sentence for each class of evidence. A cause is named only where the closed form is of the very model
 * and the distance to its optimum carries it; a report on part of a grid says so first.
 */
export function headlineOf(analysis: Analysis): string {
  const trials = judgedTrials(analysis.rows);
  if (trials.length === 0) return nothingFinished(analysis);
  const { exact, yardstick, none } = byEvidence(trials);
  return [
    ...incompleteSentence(analysis),
    ...exactSentences(exact),
    ...yardstickSentences(yardstick),
    ...unpredictedSentences(none),
  ].join(' ');
}

function nothingFinished(analysis: Analysis): string {
  const failed = analysis.rows.length;
  if (failed === 0) return 'Nothing has been trained yet, so there is nothing to say.';
  const missing = analysis.missing === 0 ? '' : `, and ${counted(analysis.missing)} of the grid were not trained yet`;
  return `No trial finished: ${failed === 1 ? 'the only one' : `all ${counted(failed)}`} failed (${failureCounts(analysis)})${missing}.`;
}

function incompleteSentence(analysis: Analysis): string[] {
  const failed = analysis.rows.filter((row) => row.status === 'failed').length;
  if (failed + analysis.missing === 0) return [];
  const parts = [
    ...(analysis.missing > 0 ? [`${counted(analysis.missing)} not trained yet`] : []),
    ...(failed > 0 ? [`${counted(failed)} failed (${failureCounts(analysis)})`] : []),
  ];
  return [
    `This is part of the grid, ${plural(analysis.rows.length + analysis.missing, 'trial')}: ${parts.join(', ')}.`,
  ];
}

function exactSentences(trials: readonly JudgedTrial[]): string[] {
  if (trials.length === 0) return [];
  const where = `${trials.length === 1 ? 'the trial' : `the ${plural(trials.length, 'trial')}`} with an exact closed form`;
  const short = unended(trials);
  if (2 * short.length >= trials.length) {
    const gap = shortNumber(largestGap(short) ?? 0);
    return [
      `Too early to say of ${where}: training stopped up to ${gap} nats below the optimum in ${counted(short.length)} of them; ` +
        `so far, ${collapsedShare(trials)} collapsed.`,
    ];
  }
  const total = totalOf(trials, ({ latentDim }) => latentDim);
  const collapsed = totalOf(trials, (one) => one.collapsed);
  const missing = totalOf(trials, (one) => one.missing);
  if (collapsed === 0) {
    if (missing > 0) {
      return [
        `Nothing collapsed in ${where}, though it says that ${counted(missing)} of ${counted(total)} latent dimensions would.`,
      ];
    }
    return [`Nothing collapsed in ${where}, as it predicts: all ${counted(total)} latent dimensions are in use.`];
  }
  return [
    `In ${where}, ${collapsedShare(trials)} collapsed, ${agreementWords(trials)}.`,
    ...objectiveSentence(trials),
    ...beyondSentence(trials),
    ...(missing > 0 ? [`${counted(missing)} more would have, and are in use${stillInUse(trials)}.`] : []),
  ];
}

/** How the collapsed dimensions stand to the closed form: as it says, near its threshold, beyond it. */
function agreementWords(trials: readonly JudgedTrial[]): string {
  const predicted = totalOf(trials, (one) => one.predicted ?? 0);
  const near = totalOf(trials, (one) => one.near);
  const beyond = totalOf(trials, (one) => one.beyond);
  const open = totalOf(trials, (one) => (one.comparison === 'open' ? one.collapsed : 0));
  if (near + beyond + open === 0) return 'all as it says';
  const parts = [
    ...(predicted > 0 ? [`${counted(predicted)} as it says`] : []),
    ...(near > 0 ? [`${counted(near)} within 2% of its threshold, where either agrees with it`] : []),
    ...(open > 0 ? [`${counted(open)} where it leaves the number open`] : []),
    ...(beyond > 0 ? [`${counted(beyond)} beyond it`] : []),
  ];
  return parts.join(', ');
}

/** That the objective did it, of the trials that ended at an optimum that collapses so. */
function objectiveSentence(trials: readonly JudgedTrial[]): string[] {
  const asPredicted = trials.filter(({ judgement }) => judgement.collapsed > 0 && judgement.beyond === 0);
  const ended = asPredicted.filter(({ judgement }) => judgement.cause === 'objective');
  if (ended.length === 0) return [];
  const gap = shortNumber(Math.max(0, largestGap(ended) ?? 0));
  const who =
    ended.length === trials.length ? 'Beta × variance' : `In ${counted(ended.length)} of them beta × variance`;
  return [`${who} did it, that is the objective: training ended within ${gap} nats of the optimum.`];
}

function beyondSentence(trials: readonly JudgedTrial[]): string[] {
  const beyond = trials.filter(({ judgement }) => judgement.beyond > 0);
  if (beyond.length === 0) return [];
  const of = (cause: JudgedTrial['judgement']['cause']) =>
    totalOf(
      beyond.filter(({ judgement }) => judgement.cause === cause),
      (one) => one.beyond,
    );
  const [optimizer, either, unknown] = [of('optimizer'), of('optimizer-or-amortization'), of(null)];
  const parts = [
    ...(optimizer > 0 ? [`${counted(optimizer)} the optimiser's`] : []),
    ...(either > 0 ? [`${counted(either)} the optimiser's or the amortisation's`] : []),
    ...(unknown > 0 ? [`of ${counted(unknown)} the distance to the optimum does not say whose`] : []),
  ];
  return [`Of those beyond it, in ${plural(beyond.length, 'trial')}: ${parts.join(', ')}.`];
}

function stillInUse(trials: readonly JudgedTrial[]): string {
  const unfinished = trials.filter(({ judgement }) => judgement.missing > 0 && judgement.cause === 'unfinished').length;
  return unfinished === 0
    ? ''
    : `, in ${plural(unfinished, 'trial')} because training stopped before they had died out`;
}

function yardstickSentences(trials: readonly JudgedTrial[]): string[] {
  if (trials.length === 0) return [];
  const count = (holds: (difference: number) => boolean) =>
    trials.filter(({ judgement: { beyond, near, missing, nearInUse } }) => holds(missing + nearInUse - beyond - near))
      .length;
  const parts = [
    ...countedAs(
      count((more) => more === 0),
      'as many in use in',
    ),
    ...countedAs(
      count((more) => more < 0),
      'fewer in use in',
    ),
    ...countedAs(
      count((more) => more > 0),
      'more in use in',
    ),
  ];
  return [
    `Of ${plural(trials.length, 'trial')} with a nonlinear decoder, for which the best linear VAE is a yardstick and no prediction, ` +
      `${collapsedShare(trials)} collapsed; beside it ${parts.join(', ')}${risingWords(trials)}.`,
  ];
}

function countedAs(count: number, words: string): string[] {
  return count === 0 ? [] : [`${words} ${counted(count)}`];
}

function unpredictedSentences(trials: readonly JudgedTrial[]): string[] {
  if (trials.length === 0) return [];
  const has = trials.length === 1 ? 'has' : 'have';
  return [
    `${plural(trials.length, 'trial')} ${has} no closed form: ${collapsedShare(trials)} collapsed, whose doing is not told${risingWords(trials)}.`,
  ];
}

/** Whether training had ended, by the slope of its last tenth. */
function risingWords(trials: readonly JudgedTrial[]): string {
  const rising = trials.filter(({ judgement }) => judgement.training.kind === 'rising');
  if (rising.length === 0) return '';
  const slope = Math.max(...rising.map(({ judgement }) => judgement.training.slope ?? 0));
  const early = 2 * rising.length >= trials.length ? '; too early to say more' : '';
  const which =
    rising.length === trials.length ? (trials.length === 1 ? '' : 'in all ') : `in ${counted(rising.length)} `;
  return `${early}; ${which}the objective was still rising, by up to ${shortNumber(slope)} nats per 1,000 steps${finalRate(rising)}`;
}

/** Under a decaying schedule a slope is small because the rate is: it says little of how far there was to go. */
export function finalRate(trials: readonly JudgedTrial[]): string {
  const decaying = trials.some(({ row }) => (row.fields['optimizer.schedule'] ?? 'constant') !== 'constant');
  return decaying ? ' at the final rate' : '';
}

function collapsedShare(trials: readonly JudgedTrial[]): string {
  const total = totalOf(trials, ({ latentDim }) => latentDim);
  const collapsed = totalOf(trials, (one) => one.collapsed);
  return `${counted(collapsed)} of ${counted(total)} latent dimensions (${percent(collapsed, total)})`;
}
