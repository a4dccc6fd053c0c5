import { ACTIVE_ABOVE } from '@collapse/closed-forms';
import { COLOURS } from '../figures/colours.ts';
import { type Plot, type PlotPoint, plotFigure } from '../figures/plot.ts';
import type { ReportFigure } from '../report/report-figures.ts';
import type { Diagnosis } from './diagnose.ts';
import { dimensionRows } from './diagnosis-rows.ts';

const MEASURED = 'measured';
const AXES = 'along principal directions';
const CLOSED_FORM = 'best linear VAE';
const ACTIVE = `in use above ${ACTIVE_ABOVE}`;
/** Standard errors that the bars reach either way. */
const BAR = 2;
/** How far two marks of one rank stand to its sides. */
const BESIDE = 0.1;
/** The lowest variance that is drawn; what is below stands there. */
const LEAST = 1e-5;

export function diagnosisFigures(diagnosis: Diagnosis): readonly ReportFigure[] {
  const yardstick = diagnosis.evidence === 'yardstick' ? ' The line is a yardstick: no prediction for this model.' : '';
  const line = diagnosis.predicted === null ? '' : ` The line is the best linear VAE with the same loss.${yardstick}`;
  const isCut = Math.min(...diagnosis.posteriorMeanVariance, ...diagnosis.posteriorMeanSpectrum) < LEAST;
  const hasLine = (diagnosis.predicted?.active ?? 0) > 0;
  return [
    {
      name: 'kl',
      title: 'KL of each latent dimension',
      caption: `Mean over the data, largest first, with two standard errors either way.${line}`,
      spec: (width) => plotFigure(klPlot(diagnosis), width),
    },
    {
      name: 'posterior-means',
      title: 'How much the posterior means vary',
      caption: `Variance over the data of each dimension's posterior mean, largest first, and along the principal directions of all of them, which no rotation of the latent space changes.${isCut ? ` Values below ${LEAST} stand at it.` : ''}${hasLine ? line : ''}`,
      spec: (width) => plotFigure(variancePlot(diagnosis), width),
    },
  ];
}

function klPlot(diagnosis: Diagnosis): Plot {
  const points = dimensionRows(diagnosis).map(({ kl, klError }, index) => point(index, kl, klError));
  const predicted = (diagnosis.predicted?.klPerDimension ?? []).map((kl, index) => ({ x: index + 1, y: kl }));
  const highest = Math.max(0.01, ...points.map(({ high }) => high), ...predicted.map(({ y }) => y));
  return {
    description: `Mean KL of each latent dimension, largest first${predicted.length > 0 ? ', measured and of the best linear VAE' : ''}.`,
    x: rankAxis(diagnosis.latentDim, 'latent dimension, by KL'),
    y: { title: 'KL, nats per data point', domain: [0, highest * 1.05], zero: true },
    series: [
      { label: MEASURED, colour: COLOURS.measured, mark: 'circle' },
      { label: CLOSED_FORM, colour: COLOURS.closedForm, mark: 'line' },
    ],
    panels: [{ label: '', lines: { [CLOSED_FORM]: visible(predicted) }, points: { [MEASURED]: points } }],
  };
}

function variancePlot(diagnosis: Diagnosis): Plot {
  const { posteriorMeanVariance, standardErrors, posteriorMeanSpectrum, predicted, latentDim } = diagnosis;
  const units = posteriorMeanVariance
    .map((variance, index) => ({ variance, error: standardErrors.posteriorMeanVariance[index] ?? 0 }))
    .sort((one, other) => other.variance - one.variance)
    .map(({ variance, error }, index) => shown(point(index - BESIDE, variance, error)));
  const axes = posteriorMeanSpectrum.map((variance, index) => shown(point(index + BESIDE, variance, 0)));
  // At the optimum the posterior variance is 1 / y and that of its mean 1 - 1 / y, with KL = ln(y) / 2.
  const optimum = (predicted?.klPerDimension ?? []).filter((kl) => kl > 0).map((kl) => 1 - Math.exp(-2 * kl));
  const line = optimum.map((y, index) => ({ x: index + 1, y }));
  const all = [...units, ...axes].flatMap(({ low, high }) => [low, high]);
  const highest = Math.max(1, ...all, ...line.map(({ y }) => y));
  const lowest = Math.min(LEAST * 10, ...all);
  return {
    description: 'Variance of each posterior mean over the data, largest first, on a logarithmic scale.',
    x: rankAxis(latentDim, 'dimension or direction, by variance'),
    y: {
      title: 'variance of the posterior mean',
      scale: 'log',
      domain: [lowest / 1.5, highest * 1.5],
      ticks: powersOfTen(lowest, highest),
    },
    series: [
      { label: MEASURED, colour: COLOURS.measured, mark: 'circle' },
      { label: AXES, colour: COLOURS.measuredOther, mark: 'diamond' },
      { label: CLOSED_FORM, colour: COLOURS.closedForm, mark: 'line' },
      { label: ACTIVE, colour: COLOURS.faintInk, mark: 'dotted line' },
    ],
    panels: [
      {
        label: '',
        lines: {
          [CLOSED_FORM]: visible(line),
          [ACTIVE]: [
            { x: 0.5, y: ACTIVE_ABOVE },
            { x: latentDim + 0.5, y: ACTIVE_ABOVE },
          ],
        },
        points: { [MEASURED]: units, [AXES]: axes },
      },
    ],
  };
}

/** A line of one point is none. */
function visible(line: readonly { readonly x: number; readonly y: number }[]) {
  const [only, ...others] = line;
  if (only === undefined || others.length > 0) return line;
  return [only.x - 3 * BESIDE, only.x + 3 * BESIDE].map((x) => ({ x, y: only.y }));
}

function powersOfTen(lowest: number, highest: number): number[] {
  const [from, to] = [Math.floor(Math.log10(lowest)), Math.ceil(Math.log10(highest))];
  return Array.from({ length: to - from + 1 }, (_, index) => Number(`1e${from + index}`));
}

function rankAxis(latentDim: number, title: string) {
  const ticks = Array.from({ length: latentDim }, (_, index) => index + 1);
  return { title, domain: [0.5, latentDim + 0.5] as const, ...(latentDim <= 12 ? { ticks } : {}) };
}

function point(index: number, y: number, error: number): PlotPoint {
  return { x: index + 1, y, low: y - BAR * error, high: y + BAR * error };
}

function shown({ x, y, low, high }: PlotPoint): PlotPoint {
  const least = (value: number) => Math.max(LEAST, value);
  return { x, y: least(y), low: least(low), high: least(high) };
}
