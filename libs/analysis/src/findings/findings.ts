import type { Analysis } from '../analyse-study.ts';
import { compareWithTheory } from '../compare-with-theory.ts';
import { counted, plural } from '../counting-words.ts';
import { type ModelFamily, modelFamily } from '../model-label.ts';
import { sharedTrainingDetail } from '../shared-trainings.ts';
import { shortNumber } from '../short-number.ts';
import { unboundedFindings } from '../unbounded-trials.ts';
import { failureCounts } from './failure-counts.ts';
import { finalRate, headlineOf } from './headline.ts';
import { byEvidence, type JudgedTrial, judgedTrials, largestGap, totalOf } from './judged-trials.ts';

/** What a study found, in plain words. */
export interface Findings {
  /** A sentence for each class of evidence, and one more where there are ELBOs without a maximum. */
  readonly headline: string;
  /** What stands behind it, one sentence or two each. */
  readonly details: readonly string[];
}

const FAMILIES: readonly { readonly family: ModelFamily; readonly name: string }[] = [
  { family: 'linear', name: 'Linear models' },
  { family: 'linear decoder', name: 'Nonlinear encoders with a linear decoder' },
  { family: 'nonlinear', name: 'Nonlinear decoders' },
];

export function findingsOf(analysis: Analysis): Findings {
  const trials = judgedTrials(analysis.rows);
  const details = FAMILIES.flatMap(({ family, name }) => {
    const own = trials.filter(({ row }) => modelFamily(row.fields) === family);
    const { exact, yardstick, none } = byEvidence(own);
    return [...exactDetail(name, exact), ...yardstickDetail(name, yardstick), ...unpredictedDetail(name, none)];
  });
  const bounds = trials.length === 0 ? [] : [boundsDetail(analysis)];
  const unbounded = unboundedFindings(analysis.rows);
  const headline = headlineOf(analysis);
  return {
    headline: unbounded.sentence === null ? headline : `${headline} ${unbounded.sentence}`,
    details: [
      ...unbounded.details,
      ...details,
      ...trainingEndDetail(trials),
      ...bounds,
      ...sharedDetail(analysis),
      ...restDetail(analysis),
    ],
  };
}

function exactDetail(name: string, trials: readonly JudgedTrial[]): string[] {
  if (trials.length === 0) return [];
  const gap = largestGap(trials);
  const distance =
    gap === null
      ? ''
      : ` Training ended ${trials.length === 1 ? '' : 'at most '}${shortNumber(Math.max(0, gap))} nats below the closed-form optimum.`;
  return [`${name} (${plural(trials.length, 'trial')}, exact closed form): ${agreement(trials)}.${distance}`];
}

/** In how many trials as many dimensions are in use as the closed form says, near its threshold apart. */
function agreement(trials: readonly JudgedTrial[]): string {
  const count = (comparison: JudgedTrial['judgement']['comparison']) =>
    trials.filter(({ judgement }) => judgement.comparison === comparison).length;
  const equal = count('equal');
  const where =
    equal === trials.length
      ? trials.length === 1
        ? 'in the only trial'
        : `in all ${plural(trials.length, 'trial')}`
      : `in ${counted(equal)} of ${plural(trials.length, 'trial')}`;
  const others = [
    [count('near-threshold'), 'a number that differs by dimensions within 2% of the threshold only in'],
    [count('fewer-in-use'), 'fewer in'],
    [count('more-in-use'), 'more in'],
    [count('open'), 'a number that the closed form leaves open in'],
  ] as const;
  const rest = others.flatMap(([trialCount, words]) => (trialCount === 0 ? [] : [`${words} ${counted(trialCount)}`]));
  return [`as many dimensions are in use as the closed form says ${where}`, ...rest].join(', ');
}

function yardstickDetail(name: string, trials: readonly JudgedTrial[]): string[] {
  if (trials.length === 0) return [];
  const gaps = trials.flatMap(({ row }) => {
    const gap = row.fields['objective.reduction'] === 'elbo' ? compareWithTheory(row).objectiveGap : null;
    return gap ?? [];
  });
  const about = `${name} (${plural(trials.length, 'trial')}; the best linear VAE is a yardstick): `;
  if (gaps.length === 0) return [`${about}no objective to compare.`];
  const below = gaps.filter((gap) => gap > 0).length;
  if (below === 0) return [`${about}every objective ended above its optimum.`];
  const most = shortNumber(gaps.reduce((one, other) => Math.max(one, other)));
  return [
    `${about}${counted(below)} of ${plural(gaps.length, 'objective')} ended below its optimum, by ${most} nats at most.`,
  ];
}

function unpredictedDetail(name: string, trials: readonly JudgedTrial[]): string[] {
  if (trials.length === 0) return [];
  const collapsed = totalOf(trials, (one) => one.collapsed);
  const total = totalOf(trials, ({ latentDim }) => latentDim);
  return [
    `${name} (${plural(trials.length, 'trial')}, no closed form): ${counted(collapsed)} of ${counted(total)} dimensions collapsed.`,
  ];
}

/** Whether training had ended where no exact optimum tells. */
function trainingEndDetail(trials: readonly JudgedTrial[]): string[] {
  const untold = trials.filter(({ judgement }) => judgement.training.gap === null);
  if (untold.length === 0) return [];
  const of = (kind: JudgedTrial['judgement']['training']['kind']) =>
    untold.filter(({ judgement }) => judgement.training.kind === kind);
  const [rising, level, unknown] = [of('rising'), of('level'), of('unknown')];
  const parts = [
    ...(rising.length > 0 ? [`still rising in ${counted(rising.length)}`] : []),
    ...(level.length > 0 ? [`level${finalRate(level)} in ${counted(level.length)}`] : []),
    ...(unknown.length > 0 ? [`not known in ${counted(unknown.length)}`] : []),
  ];
  return [
    `Without an exact optimum only the slope over the last tenth of training tells whether it had ended: ${parts.join(', ')} of ${plural(untold.length, 'such trial')}.`,
  ];
}

function boundsDetail({ violations, rows }: Analysis): string {
  if (violations.length > 0) {
    return `Warning: ${plural(violations.length, 'value')} exceed${violations.length === 1 ? 's' : ''} a bound that no correct result can exceed. The numbers of these trials are wrong; see Violations.`;
  }
  const bounded = rows.filter((row) => row.metrics.log_likelihood !== null).length;
  if (bounded === 0) return 'No trial has an exact log-likelihood to hold its ELBO against.';
  return `No ELBO exceeds its exact log-likelihood (${plural(bounded, 'trial')} checked).`;
}

function sharedDetail({ rows }: Analysis): string[] {
  const shared = sharedTrainingDetail(rows);
  return shared === null ? [] : [shared];
}

function restDetail(analysis: Analysis): string[] {
  const failed = analysis.rows.filter((row) => row.status === 'failed').length;
  return [
    ...(failed > 0 ? [`${plural(failed, 'trial')} failed (${failureCounts(analysis)}); see Failures.`] : []),
    ...(analysis.missing > 0 ? [`${plural(analysis.missing, 'trial')} of the grid not trained yet.`] : []),
  ];
}
