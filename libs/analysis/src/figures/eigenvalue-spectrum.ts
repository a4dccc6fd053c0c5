import type { TopLevelSpec } from 'vega-lite';
import { COLOURS } from './colours.ts';
import { figureKey, type PointMark, type Series } from './figure-key.ts';
import { type FigureWidth, figureWithKey, TOTAL_WIDTH } from './theme.ts';

/** What becomes of a direction of the data: used, left to collapse, beyond the latent dimensions asked for, or not known. */
export type Fate = 'lives' | 'collapses' | 'not asked for' | 'no one optimum';

export interface EigenvalueSpectrum {
  /** Above 0, descending. */
  readonly directions: readonly { readonly eigenvalue: number; readonly fate: Fate }[];
  /** beta x variance as the loss trains it; null where there is no one optimum. */
  readonly threshold: number | null;
  /** The threshold as the key says it. */
  readonly thresholdLabel: string;
}

const MARKS: Readonly<Record<Fate, { readonly colour: string; readonly mark: PointMark }>> = {
  lives: { colour: COLOURS.live, mark: 'circle' },
  collapses: { colour: COLOURS.collapsed, mark: 'diamond' },
  'not asked for': { colour: COLOURS.notAsked, mark: 'triangle-up' },
  'no one optimum': { colour: COLOURS.notAsked, mark: 'square' },
};
const FATES = ['lives', 'collapses', 'not asked for', 'no one optimum'] as const;

/** Eigenvalues of the data on a logarithmic axis, each marked by what becomes of it, and the threshold as a line. */
export function eigenvalueSpectrumFigure(spectrum: EigenvalueSpectrum, width: FigureWidth): TopLevelSpec {
  const { directions, threshold, thresholdLabel } = spectrum;
  const size = TOTAL_WIDTH[width] - (width === 'wide' ? 90 : 70);
  const x = {
    type: 'quantitative' as const,
    title: 'direction of the data, by variance',
    scale: { zero: false, nice: false, padding: 8 },
    axis: { grid: false, tickMinStep: 1, tickCount: width === 'wide' ? 10 : 5 },
  };
  const y = {
    type: 'quantitative' as const,
    title: 'eigenvalue (variance along it)',
    scale: { type: 'log' as const, nice: false, padding: 10 },
    axis: { tickCount: 6, format: '~g', labelOverlap: true },
  };
  const values = directions.map(({ eigenvalue, fate }, index) => ({ direction: index + 1, eigenvalue, fate }));
  const used = FATES.filter((fate) => directions.some((direction) => direction.fate === fate));
  const series: Series[] = used.map((fate) => ({ label: fate, ...MARKS[fate] }));
  if (threshold !== null) series.push({ label: thresholdLabel, colour: COLOURS.closedForm, mark: 'line' });
  const view = {
    width: size,
    height: width === 'wide' ? 280 : 220,
    layer: [
      ...(threshold === null
        ? []
        : [
            {
              data: { values: [{ threshold }] },
              mark: { type: 'rule' as const, color: COLOURS.closedForm, strokeWidth: 2 },
              encoding: { y: { ...y, field: 'threshold' } },
            },
          ]),
      ...used.map((fate) => ({
        data: { values: values.filter((one) => one.fate === fate) },
        mark: {
          type: 'point' as const,
          shape: MARKS[fate].mark,
          filled: true,
          opacity: 1,
          size: values.length > 60 ? 32 : 48,
          color: MARKS[fate].colour,
        },
        encoding: { x: { ...x, field: 'direction' }, y: { ...y, field: 'eigenvalue' } },
      })),
    ],
  };
  const description = 'Eigenvalues of the data with the threshold above which a direction is used.';
  return figureWithKey(figureKey(series, width), [view], 1, description);
}
