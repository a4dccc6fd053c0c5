import { linearVaeLogLikelihood, optimalLinearVae } from '@collapse/closed-forms';
import { type StationaryPanel, stationaryPointsFigure } from '../figures/stationary-points.ts';
import { type SurfacePanel, stationarySurfaceFigure } from '../figures/stationary-surface.ts';
import { shortNumber } from '../short-number.ts';
import { numberAt, type TrialRow } from '../trial-rows.ts';
import { activeDeviation, largest, optimumDeviation } from './deviations.ts';
import { type DataEvidence, dataOf, doneRows, type StudyEvidence } from './evidence.ts';
import { columnGain, levelCurves } from './level-curves.ts';
import { rangeWords, seedWords } from './over-seeds.ts';
import type { StudyReport } from './study-report.ts';

/** The components of the paper's figure; the columns of W for them are zero, all others are at their best. */
const COMPONENTS = [5, 7] as const;
const LENGTHS = Array.from({ length: 61 }, (_, index) => (index - 30) / 15);
/** Between points at which the whole weights are put together and evaluated. */
const EXACT_EVERY = 5;
/** Longest column on the map, and the levels drawn on it, nats from the stationary point. */
const REACH = 2.2;
const LEVELS = [-0.2, -0.1, -0.05, -0.02, -0.005, 0, 0.005, 0.02, 0.05, 0.1, 0.2];

/** Lucas et al. 2019, figure 1: the decoder variance decides whether a stationary point of pPCA is a saddle or a maximum. */
export function stationaryPoints(evidence: StudyEvidence): StudyReport {
  const rows = doneRows(evidence);
  const byVariance = [...Map.groupBy(rows, (row) => numberAt(row, 'likelihood.variance') ?? 1)].toSorted(
    ([one], [other]) => one - other,
  );
  const panels = byVariance.flatMap(([variance, [row]]) =>
    row === undefined ? [] : [panelOf(dataOf(evidence, row), row, variance)],
  );
  const kinds = panels.map(({ variance, eigenvalues }) => {
    const rising = eigenvalues.filter((eigenvalue) => eigenvalue > variance).length;
    return {
      variance,
      rising,
      name: rising === 0 ? 'a maximum along both' : `a saddle (${rising} of ${eigenvalues.length} directions rise)`,
    };
  });
  const shapes = panels.flatMap(({ directions, eigenvalues, variance }) =>
    directions.map(({ exact }, index) => ({
      rises: risesFromZero(exact),
      above: (eigenvalues[index] ?? 0) > variance,
    })),
  );
  const [above, below] = [shapes.filter((shape) => shape.above), shapes.filter((shape) => !shape.above)];
  const risingOf = (some: typeof shapes) => some.filter(({ rises }) => rises).length;
  const active = activeDeviation(rows);
  return {
    headline: `Where the columns of W for components ${COMPONENTS.join(' and ')} are zero, the stationary point is ${kinds.map(({ variance, name }) => `${name} at variance ${variance}`).join(', ')}.`,
    statements: [
      {
        agrees: risingOf(above) === above.length && risingOf(below) === 0,
        text: `log p(x) rises from the stationary point in ${risingOf(above)} of the ${above.length} directions whose eigenvalue is above the decoder variance, and in ${risingOf(below)} of the ${below.length} whose eigenvalue is below it (${COMPONENTS.length} directions at each of ${panels.length} variances).`,
      },
      {
        agrees: new Set(kinds.map(({ rising }) => rising)).size === kinds.length,
        text: `Directions that rise, by decoder variance: ${kinds.map(({ variance, rising }) => `${variance}: ${rising}`).join(', ')}.`,
      },
      {
        agrees: active.value === 0,
        text: `Linear VAEs trained from random weights at the same variances keep ${byVariance.map(([variance, members]) => `${rangeWords(members.map(({ metrics }) => metrics.active_units ?? 0))} (variance ${variance})`).join(', ')} dimensions, ${seedWords(rows)}.`,
      },
    ],
    deviations: [
      {
        what: 'log p(x) of the whole perturbed weights to the formula along the component',
        value: largest(panels.flatMap(({ errors }) => errors)),
        limit: 1e-6,
        unit: 'nats',
      },
      optimumDeviation(rows),
      active,
    ],
    figures: [
      {
        name: 'stationary-points',
        title: 'A saddle or a maximum, by the decoder variance',
        caption: `Exact log p(x) around the stationary point as one zero column of W grows along principal components ${COMPONENTS.join(' and ')} of the data (eigenvalues ${panels[0]?.eigenvalues.map(shortNumber).join(' and ') ?? ''}), every other column at its best. Curves are ${LEVELS.filter((level) => level > 0).join(', ')} nats above and below it; the dotted one is as high.`,
        spec: (width) =>
          stationarySurfaceFigure({ components: COMPONENTS, reach: REACH, panels: panels.map(surfaceOf) }, width),
      },
      {
        name: 'stationary-points-cuts',
        title: 'The same along each component',
        caption:
          'Lines by the formula, points from the whole perturbed weights. A curve that rises away from 0 makes the point a saddle.',
        spec: (width) => stationaryPointsFigure(panels, width),
      },
    ],
  };
}

interface Panel extends StationaryPanel {
  readonly variance: number;
  /** Of the perturbed components. */
  readonly eigenvalues: readonly number[];
  /** Whole weights less formula at each evaluated point, nats. */
  readonly errors: readonly number[];
}

function panelOf({ moments, spectrum }: DataEvidence, row: TrialRow, variance: number): Panel {
  const latentDim = Math.max(...COMPONENTS, numberAt(row, 'model.latentDim') ?? 0);
  const best = optimalLinearVae(moments.mean, spectrum, { latentDim, beta: 1, variance });
  const withColumns = (lengths: Readonly<Record<number, number>>) => {
    const decoderWeights = best.decoderWeights.slice();
    for (const component of COMPONENTS) {
      for (let j = 0; j < best.dim; j++) {
        const direction = spectrum.eigenvectors[j * best.dim + component - 1] ?? 0;
        decoderWeights[j * latentDim + component - 1] = (lengths[component] ?? 0) * direction;
      }
    }
    return linearVaeLogLikelihood({ ...best, decoderWeights }, moments);
  };
  const origin = withColumns({});
  const eigenvalues = COMPONENTS.map((component) => spectrum.eigenvalues[component - 1] ?? 0);
  const gain = (x: number, eigenvalue: number) =>
    columnGain({ variance, eigenvalues: [eigenvalue, eigenvalue] }, { x, y: 0 });
  const directions = COMPONENTS.map((component, index) => {
    const eigenvalue = eigenvalues[index] ?? 0;
    const formula = LENGTHS.map((x) => ({ x, y: gain(x, eigenvalue) }));
    const exact = LENGTHS.filter((_, place) => place % EXACT_EVERY === 0).map((x) => ({
      x,
      y: withColumns({ [component]: x }) - origin,
    }));
    return { component, formula, exact, errors: exact.map(({ x, y }) => y - gain(x, eigenvalue)) };
  });
  const rising = eigenvalues.filter((eigenvalue) => eigenvalue > variance).length;
  return {
    label: `decoder variance ${variance}`,
    subtitle:
      rising === 0
        ? 'a maximum'
        : rising === eigenvalues.length
          ? 'a saddle that rises in both directions'
          : 'a saddle that rises in one direction',
    directions,
    variance,
    eigenvalues,
    errors: directions.flatMap(({ errors }) => errors),
  };
}

function surfaceOf({ label, subtitle, variance, eigenvalues: [first = 0, second = 0] }: Panel): SurfacePanel {
  const plane = { variance, eigenvalues: [first, second] } as const;
  const best = Math.sqrt(Math.max(0, first - variance));
  return {
    ...{ label, subtitle },
    levels: LEVELS.map((level) => ({ level, curves: levelCurves(plane, level) })),
    maxima: best === 0 ? [] : [-best, best].map((x) => ({ x, y: 0 })),
  };
}

/** Whether the nearest points on both sides are above 0. */
function risesFromZero(points: readonly { readonly x: number; readonly y: number }[]): boolean {
  const nearest = points.filter(({ x }) => x !== 0).toSorted((one, other) => Math.abs(one.x) - Math.abs(other.x));
  return nearest.slice(0, 2).every(({ y }) => y > 0);
}
