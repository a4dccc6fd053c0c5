import type { TopLevelSpec } from 'vega-lite';
import type { Analysis } from '../analyse-study.ts';
import { combinationLabel } from '../combination-label.ts';
import { activeDimensionsFigure } from '../figures/active-dimensions.ts';
import { activeDimensionsTable } from '../figures/active-dimensions-table.ts';
import { elboAndLikelihoodFigure } from '../figures/elbo-and-likelihood.ts';
import { likelihoodTable } from '../figures/elbo-and-likelihood-table.ts';
import { klSpectrumFigure, type SpectrumPanel } from '../figures/kl-spectrum.ts';
import type { FigureWidth } from '../figures/theme.ts';
import { type CurvePanel, trainingCurvesFigure } from '../figures/training-curves.ts';
import { SELECTION_RULE } from '../select-trials.ts';
import { shortNumber } from '../short-number.ts';
import { numberAt, type TrialRow } from '../trial-rows.ts';

/** A figure of the report before it is drawn. */
export interface ReportFigure {
  /** Its file's name without extension. */
  readonly name: string;
  readonly title: string;
  /** What it shows and how to read it, without the command. */
  readonly caption: string;
  readonly spec: (width: FigureWidth) => TopLevelSpec;
}

const ACTIVE_PANELS = 6;
const LIKELIHOOD_PANELS = 12;

/** The figures that this study has something to show for. */
export function reportFigures(analysis: Analysis): ReportFigure[] {
  return [activeDimensions, elboAndLikelihood, klSpectrum, trainingCurves].flatMap((make) => make(analysis) ?? []);
}

function activeDimensions({ rows, axes, chosen, missing }: Analysis): ReportFigure | null {
  if (chosen.x === null || rows.every((row) => row.status === 'failed')) return null;
  const table = activeDimensionsTable(rows, axes, chosen, ACTIVE_PANELS);
  const cells = table.panels.flatMap((panel) => panel.cells);
  const marks = [
    cells.some((cell) => cell.state === 'failed') && '× every seed failed',
    cells.some((cell) => cell.state === 'partly-failed') && '* some seeds failed',
    cells.some((cell) => cell.state === 'missing') && (missing > 0 ? '– not trained yet' : '– no trial of its own'),
    table.predicted &&
      cells.some((cell) => cell.state === 'done' && cell.predicted === null) &&
      '– (right) no closed form, or one that leaves the number open',
  ].filter((mark) => mark !== false);
  return {
    name: 'active-dimensions',
    title: 'Which dimensions stay in use',
    caption: [
      `Latent dimensions in use (Var of the posterior mean above 0.01), of ${table.latentDim} at most; mean over seeds.`,
      table.predicted
        ? "Right: the closed form of a linear VAE, which uses dimension i where the data's eigenvalue λᵢ exceeds beta × variance."
        : 'These models have no closed form to compare with.',
      marks.length > 0 ? `${marks.join('; ')}.` : '',
      shownOf(table.panels.length, table.panelCount),
    ]
      .filter((sentence) => sentence !== '')
      .join(' '),
    spec: (width) => activeDimensionsFigure(table, width),
  };
}

function elboAndLikelihood({ rows, axes, chosen }: Analysis): ReportFigure | null {
  const table = likelihoodTable(rows, axes, chosen, LIKELIHOOD_PANELS);
  if (table.panels.length === 0) return null;
  const points = table.panels.flatMap((panel) => panel.points);
  const sentences = [
    'The ELBO at beta = 1 of each trained model over the whole training set.',
    points.some((point) => point.logLikelihood !== null)
      ? 'It is never above the exact log-likelihood of the same model; the distance between them is the KL to the true posterior.'
      : '',
    points.some((point) => point.elboAtOptimum !== null)
      ? 'A linear VAE that maximizes its objective has the ELBO on the solid line; a nonlinear one may be above it.'
      : '',
    points.some((point) => point.ppcaMaximum !== null)
      ? 'No linear decoder gets above the dashed line.'
      : 'These models have no closed form to draw.',
    table.panels.length > 1 ? 'Each panel has its own scale.' : '',
    shownOf(table.panels.length, table.panelCount),
  ];
  return {
    name: 'elbo-and-likelihood',
    title: 'How good the models are, and how good they can be',
    caption: sentences.filter((sentence) => sentence !== '').join(' '),
    spec: (width) => elboAndLikelihoodFigure(table, width),
  };
}

function klSpectrum(analysis: Analysis): ReportFigure | null {
  const panels = analysis.selection.flatMap((row): SpectrumPanel[] => {
    const result = analysis.study.result(row.trialId);
    if (result?.status !== 'done') return [];
    const { kl, predictedKl } = result.dimensions;
    return [
      { label: trialLabel(analysis, row), subtitle: activeWords(row), kl: kl.toSorted((a, b) => b - a), predictedKl },
    ];
  });
  if (panels.length === 0) return null;
  const hasPrediction = panels.some((panel) => panel.predictedKl !== null);
  const hasTwoLevels = analysis.selection.some((row) => numberAt(row, 'model.second.latentDim') !== null);
  return {
    name: 'kl-spectrum',
    title: 'What each dimension carries',
    caption:
      'Mean KL to the prior of every latent dimension, in descending order: a collapsed dimension carries nothing. ' +
      (hasPrediction
        ? `On top the closed form at the optimum${hasTwoLevels ? '' : ', ½ ln(λᵢ / (beta × variance))'}. `
        : 'These models have no closed form. ') +
      selectionWords(analysis, panels.length),
    spec: (width) => klSpectrumFigure(panels, width),
  };
}

function trainingCurves(analysis: Analysis): ReportFigure | null {
  const panels = analysis.selection.flatMap((row): CurvePanel[] => {
    const points = analysis.study.history(row.trialId).flatMap(({ step, metrics }) => {
      const { objective } = metrics;
      return objective === undefined || !Number.isFinite(objective) ? [] : [{ step, objective }];
    });
    if (points.length === 0) return [];
    const unit = row.fields['objective.reduction'] === 'elbo' ? 'nats per data point' : 'loss, sign turned';
    const optimum = row.metrics.objective_optimum;
    return [{ label: trialLabel(analysis, row), subtitle: gapWords(row), points, optimum, unit }];
  });
  if (panels.length === 0) return null;
  return {
    name: 'training-curves',
    title: 'Whether training got there',
    caption:
      'The objective (beta included) as training went on. ' +
      (panels.length > 1 ? 'Each panel has its own scale. ' : '') +
      'The first fifth of the steps is left out where it lies below the panel. ' +
      (panels.some((panel) => panel.optimum !== null)
        ? 'A linear VAE cannot rise above the line; one that stays below it has not finished. '
        : '') +
      selectionWords(analysis, panels.length),
    spec: (width) => trainingCurvesFigure(panels, width),
  };
}

/** A selected trial by what tells it from the others; the seed is the same story for each and left out. */
export function trialLabel({ chosen }: Analysis, row: TrialRow): string {
  const shown = [...chosen.panels, chosen.x, chosen.y].filter((axis) => axis !== null);
  return combinationLabel(shown, row);
}

function activeWords({ metrics }: TrialRow): string {
  const measured = `${metrics.active_units ?? '?'} active`;
  return metrics.active_units_predicted === null
    ? measured
    : `${measured}, ${metrics.active_units_predicted} predicted`;
}

function gapWords({ metrics, fields }: TrialRow): string {
  const { objective, objective_optimum } = metrics;
  const unit = fields['objective.reduction'] === 'elbo' ? ' nats' : '';
  if (objective === null) return '';
  if (objective_optimum === null) return `ended at ${shortNumber(objective)}`;
  const gap = objective_optimum - objective;
  return `${shortNumber(Math.abs(gap))}${unit} ${gap >= 0 ? 'below' : 'above'} the line`;
}

function selectionWords({ rows, selection }: Analysis, shown: number): string {
  const done = rows.filter((row) => row.status === 'done').length;
  return shown < done && selection.length > 0 ? SELECTION_RULE : '';
}

function shownOf(shown: number, all: number): string {
  return shown < all ? `${shown} of ${all} panels are shown; results.csv has the rest.` : '';
}
