import { counted } from '../counting-words.ts';
import { COLOURS } from '../figures/colours.ts';
import { elboOverStepsFigure } from '../figures/elbo-over-steps.ts';
import { shortBound } from '../short-number.ts';
import { numberAt, type TrialRow } from '../trial-rows.ts';
import { elboCurve, elboOverTrials, stepFromWhichAbove } from './curves.ts';
import { optimumDeviation } from './deviations.ts';
import { doneRows, type Kept, keptNumber, keptOr, type StudyEvidence } from './evidence.ts';
import { mean, meanWords, rangeWords, seedWords } from './over-seeds.ts';
import type { StudyReport } from './study-report.ts';

const ANALYTIC = 'trained on the analytic ELBO';
const STOCHASTIC = 'trained on the stochastic ELBO';
const MAXIMUM = 'pPCA maximum of log p(x)';
/** Nats below the maximum at which training counts as arrived. */
const ARRIVED = 1;
/** Nats that the second panel shows below the maximum. */
const NEAR = 10;

/** Lucas et al. 2019, figure 3: both estimators have the same maximum; the noisy one needs longer. */
export function stochasticVsAnalytic(evidence: StudyEvidence): StudyReport {
  const rows = doneRows(evidence);
  const ofEstimator = (name: string) => rows.filter(({ fields }) => fields['objective.estimator'] === name);
  const [analytic, stochastic] = [ofEstimator('analytic'), ofEstimator('stochastic')];
  const maximum = rows[0]?.metrics.ppca_log_likelihood ?? 0;
  const estimators = { analytic, stochastic };
  const kept = keptOr(evidence, () => arrivalsOf(evidence, estimators, maximum - ARRIVED));
  const arrival = (name: keyof typeof estimators) => {
    const of = estimators[name].length;
    const arrived = keptNumber(kept, arrivedName(name));
    return { arrived, of, step: arrived === 0 ? 0 : keptNumber(kept, stepName(name)) };
  };
  const arrivals = { analytic: arrival('analytic'), stochastic: arrival('stochastic') };
  const arrivalWords = ({ arrived, of, step }: ReturnType<typeof arrival>) =>
    arrived === 0
      ? `in none of ${of} trials`
      : `after ${counted(Math.round(step))} steps (mean of ${arrived} of ${of} trials)`;
  const below = (members: readonly TrialRow[]) =>
    Math.max(...members.map(({ metrics }) => maximum - (metrics.elbo ?? Number.NEGATIVE_INFINITY)));
  const curves = { [ANALYTIC]: elboOverTrials(evidence, analytic), [STOCHASTIC]: elboOverTrials(evidence, stochastic) };
  const spacing = rangeWords(rows.flatMap((row) => numberAt(row, 'train.logEvery') ?? []));
  const belowWords = (members: readonly TrialRow[]) =>
    meanWords(members.map(({ metrics }) => maximum - (metrics.elbo ?? 0)));
  const isLater =
    arrivals.stochastic.arrived === 0 ||
    (arrivals.analytic.arrived > 0 && arrivals.stochastic.step >= arrivals.analytic.step);
  return {
    headline: `Trained on the stochastic ELBO, linear VAEs end ${shortBound(below(stochastic))} nats below the pPCA maximum at most, on the analytic one ${shortBound(below(analytic))} (${seedWords(rows)} each, as many steps).`,
    statements: [
      {
        agrees: below(stochastic) < ARRIVED && below(analytic) < ARRIVED,
        text: `Nats below the maximum at the end, mean over ${seedWords(rows)} ± standard error: analytic ${belowWords(analytic)}, stochastic ${belowWords(stochastic)}.`,
      },
      {
        agrees: isLater,
        text: `Within ${ARRIVED} nat of the maximum for good, as far as curves with a point every ${spacing} steps show: analytic ${arrivalWords(arrivals.analytic)}, stochastic ${arrivalWords(arrivals.stochastic)}.`,
      },
    ],
    deviations: [
      optimumDeviation(analytic, 'trained objective to optimum, analytic ELBO'),
      optimumDeviation(stochastic, 'trained objective to optimum, stochastic ELBO'),
    ],
    kept,
    figures: [
      {
        name: 'stochastic-vs-analytic',
        title: 'Training on the stochastic and on the analytic ELBO',
        caption: `ELBO over the whole training set as training goes on, mean and range over ${seedWords(rows)}. Both curves are the exact ELBO of the model at that step: only training draws samples. Right: the last ${NEAR} nats.`,
        needsTrials: true,
        spec: (width) =>
          elboOverStepsFigure(
            {
              series: [
                { label: ANALYTIC, colour: COLOURS.measured, mark: 'circle' },
                { label: STOCHASTIC, colour: COLOURS.measuredOther, mark: 'diamond' },
                { label: MAXIMUM, colour: COLOURS.ppcaMaximum, mark: 'dashed line' },
              ],
              panels: [
                { label: 'all of training', curves, levels: { [MAXIMUM]: maximum } },
                {
                  label: `the last ${NEAR} nats`,
                  curves,
                  levels: { [MAXIMUM]: maximum },
                  domain: [maximum - NEAR, maximum + NEAR / 10],
                },
              ],
            },
            width,
          ),
      },
    ],
  };
}

type ByEstimator = Readonly<Record<'analytic' | 'stochastic', readonly TrialRow[]>>;

const arrivedName = (estimator: string) => `${estimator}: trials within ${ARRIVED} nat of the maximum for good`;
const stepName = (estimator: string) => `${estimator}: mean step from which they are`;

/** How many trials stay above a level from some step on, and their mean step. */
function arrivalsOf(evidence: StudyEvidence, estimators: ByEstimator, level: number): Kept {
  return Object.fromEntries(
    Object.entries(estimators).flatMap(([name, members]) => {
      const steps = members.flatMap((row) => stepFromWhichAbove(elboCurve(evidence, row), level) ?? []);
      const count = [arrivedName(name), steps.length] as const;
      return steps.length === 0 ? [count] : [count, [stepName(name), mean(steps)] as const];
    }),
  );
}
