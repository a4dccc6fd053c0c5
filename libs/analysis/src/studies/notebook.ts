import { ppcaMaximum } from '@collapse/closed-forms';
import { counted, plural } from '../counting-words.ts';
import { COLOURS } from '../figures/colours.ts';
import { elboOverStepsFigure } from '../figures/elbo-over-steps.ts';
import { shortNumber } from '../short-number.ts';
import { numberAt } from '../trial-rows.ts';
import { type CurvePoint, elboCurve, elboOverTrials } from './curves.ts';
import { optimumDeviation } from './deviations.ts';
import { dataOf, doneRows, type Kept, keptOr, type StudyEvidence } from './evidence.ts';
import { seedWords } from './over-seeds.ts';
import type { Statement, StudyReport } from './study-report.ts';

/** What the authors' notebook prints, for its own draw of 1000 images of 784 pixels: nats per data point. */
const PRINTED = {
  count: 1000,
  dim: 784,
  latentDim: 200,
  maximum: 941.654,
  elbos: [
    { step: 0, elbo: -968.66 },
    { step: 1000, elbo: -369.9 },
    { step: 5000, elbo: 736.5 },
    { step: 10_000, elbo: 941.92 },
    { step: 11_800, elbo: 941.936 },
  ],
} as const;

const TRAINED = 'ELBO, trained as in the notebook';
const BY_COUNT = 'pPCA maximum, covariance divided by N';
const BY_COUNT_LESS_ONE = 'the same divided by N − 1: no maximum';

/**
 * Lucas et al. 2019, the authors' notebook: a learned variance, Adam at 1e-3, the analytic ELBO. Its printed maximum is
 * too low, for the covariance it comes from was divided by N - 1.
 */
export function notebook(evidence: StudyEvidence): StudyReport {
  const rows = doneRows(evidence);
  const [asWritten, ...others] = rows;
  if (asWritten === undefined) throw new RangeError('no trial is done');
  const { moments, spectrum } = dataOf(evidence, asWritten);
  const latentDim = numberAt(asWritten, 'model.latentDim') ?? 0;
  const kept = keptOr(evidence, () => printedSteps(elboCurve(evidence, asWritten)));
  const elbo = asWritten.metrics.elbo ?? 0;
  const maximum = ppcaMaximum(spectrum.eigenvalues, latentDim).logLikelihood;
  const defect = maximumByCountLessOne(moments.count, spectrum.eigenvalues, latentDim);
  const highest = Math.max(...rows.map(({ metrics }) => metrics.elbo ?? 0));
  const printedByCount = PRINTED.maximum + defectOf(PRINTED.count, PRINTED.dim);
  const printedLast = PRINTED.elbos.at(-1)?.elbo ?? 0;
  const near = 4 * (maximum - defect);
  const curves = { [TRAINED]: elboOverTrials(evidence, [asWritten]) };
  const levels = { [BY_COUNT]: maximum, [BY_COUNT_LESS_ONE]: defect };
  return {
    headline: `Trained as in the notebook, the ELBO ends at ${elbo.toFixed(3)} nats, ${shortNumber(maximum - elbo)} below the maximum ${maximum.toFixed(3)}; divided by N − 1 that would read ${defect.toFixed(3)}, which the trained ELBO ${elbo > defect ? 'exceeds' : 'does not reach'} (${plural(rows.length, 'trial')} in all, ${seedWords(rows)}).`,
    statements: [
      {
        agrees: highest > defect,
        text: `With the covariance divided by N − 1 the highest trained ELBO of ${plural(rows.length, 'trial')} ${highest > defect ? 'exceeds' : 'stays below'} the “maximum”: ${highest.toFixed(3)} against ${defect.toFixed(3)}. The notebook prints ${printedLast} against ${PRINTED.maximum}.`,
      },
      {
        agrees: printedLast <= printedByCount && highest <= maximum + 1e-6 * Math.abs(maximum),
        text: `Divided by N the maximum is ${maximum.toFixed(3)} here, against a highest trained ELBO of ${highest.toFixed(3)}; the notebook's maximum becomes ${printedByCount.toFixed(3)}, against its last ELBO of ${printedLast}.`,
      },
      ...printedStatements(kept, latentDim),
    ],
    deviations: [optimumDeviation(others, 'objective trained to the end, to its closed-form optimum')],
    kept,
    figures: [
      {
        name: 'notebook',
        title: "The authors' notebook run and the two maxima",
        caption: `ELBO of a linear VAE with ${latentDim} latent dimensions over the whole training set, ${seedWords([asWritten])}. Right: the last ${shortNumber(near)} nats, where the maximum that was divided by N − 1 turns out to be none.`,
        needsTrials: true,
        spec: (width) =>
          elboOverStepsFigure(
            {
              series: [
                { label: TRAINED, colour: COLOURS.measured, mark: 'circle' },
                { label: BY_COUNT, colour: COLOURS.closedForm, mark: 'line' },
                { label: BY_COUNT_LESS_ONE, colour: COLOURS.ppcaMaximum, mark: 'dashed line' },
              ],
              panels: [
                { label: 'all of training', curves, levels },
                { label: 'near the maximum', curves, levels, domain: [maximum - near, maximum + near / 8] },
              ],
            },
            width,
          ),
      },
    ],
  };
}

/** The "maximum" of a covariance divided by N - 1: every eigenvalue is N / (N - 1) times too large. */
function maximumByCountLessOne(count: number, eigenvalues: Float64Array, latentDim: number): number {
  const larger = eigenvalues.map((eigenvalue) => (eigenvalue * count) / (count - 1));
  return ppcaMaximum(larger, latentDim).logLikelihood;
}

/** What dividing by N - 1 takes off the maximum, nats: d/2 ln(N / (N - 1)). */
function defectOf(count: number, dim: number): number {
  return (dim / 2) * Math.log(count / (count - 1));
}

const stepName = (step: number) => `ELBO at step ${step}`;

/** The ELBO at the steps that the notebook prints, as far as the curve has them. */
function printedSteps(curve: readonly CurvePoint[]): Kept {
  return Object.fromEntries(
    PRINTED.elbos.flatMap(({ step }) => {
      const ours = curve.find((point) => point.step === step);
      return ours === undefined ? [] : [[stepName(step), ours.elbo]];
    }),
  );
}

/** Ours beside what the notebook prints; not to be equal, for its draw of images is another one. */
function printedStatements(kept: Kept, latentDim: number): Statement[] {
  const pairs = PRINTED.elbos.flatMap(({ step, elbo }) => {
    const ours = kept[stepName(step)];
    return ours === undefined
      ? []
      : [`step ${counted(step)}: ${String(elbo).replace('-', '−')} printed, ${shortNumber(ours)} here`];
  });
  if (latentDim !== PRINTED.latentDim || pairs.length === 0) return [];
  return [
    {
      agrees: null,
      text: `ELBO by step; the notebook draws its 1000 images at random, these are the first 1000: ${pairs.join('; ')}.`,
    },
  ];
}
