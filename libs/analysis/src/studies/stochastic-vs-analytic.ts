import { counted } from '../counting-words.ts';
import { COLOURS } from '../figures/colours.ts';
import { elboOverStepsFigure } from '../figures/elbo-over-steps.ts';
import { shortNumber } from '../short-number.ts';
import type { TrialRow } from '../trial-rows.ts';
import { elboCurve, elboOverTrials, stepFromWhichAbove } from './curves.ts';
import { optimumDeviation } from './deviations.ts';
import { doneRows, type StudyEvidence } from './evidence.ts';
import { mean } from './over-seeds.ts';
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
  const arrival = (members: readonly TrialRow[]) => {
    const steps = members.map((row) => stepFromWhichAbove(elboCurve(evidence, row), maximum - ARRIVED));
    const arrived = steps.filter((step) => step !== null);
    return { arrived: arrived.length, of: steps.length, step: mean(arrived) };
  };
  const arrivals = { analytic: arrival(analytic), stochastic: arrival(stochastic) };
  const arrivalWords = ({ arrived, of, step }: ReturnType<typeof arrival>) =>
    arrived === 0 ? `in none of ${of} trials` : `after ${counted(Math.round(step))} steps (${arrived} of ${of} trials)`;
  const below = (members: readonly TrialRow[]) =>
    Math.max(...members.map(({ metrics }) => maximum - (metrics.elbo ?? Number.NEGATIVE_INFINITY)));
  const optimum = optimumDeviation(analytic, 'trained objective to optimum, analytic ELBO');
  const curves = { [ANALYTIC]: elboOverTrials(evidence, analytic), [STOCHASTIC]: elboOverTrials(evidence, stochastic) };
  const isLater =
    arrivals.stochastic.arrived === 0 ||
    (arrivals.analytic.arrived > 0 && arrivals.stochastic.step >= arrivals.analytic.step);
  return {
    headline: `Trained on the stochastic ELBO, linear VAEs end ${shortNumber(below(stochastic))} nats below the pPCA maximum at most, on the analytic one ${shortNumber(below(analytic))}.`,
    statements: [
      {
        agrees: below(stochastic) < ARRIVED && below(analytic) < ARRIVED,
        text: `Distance to the maximum at the end, at most: ${shortNumber(below(analytic))} nats analytic, ${shortNumber(below(stochastic))} stochastic.`,
      },
      {
        agrees: isLater,
        text: `Within ${ARRIVED} nat of the maximum for good: analytic ${arrivalWords(arrivals.analytic)}, stochastic ${arrivalWords(arrivals.stochastic)}.`,
      },
    ],
    deviations: [optimum],
    figures: [
      {
        name: 'stochastic-vs-analytic',
        title: 'Training on the stochastic and on the analytic ELBO',
        caption: `ELBO over the whole training set, mean and range over seeds; the stochastic curve's is itself an estimate from one sample a data point. Right: the last ${NEAR} nats.`,
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
