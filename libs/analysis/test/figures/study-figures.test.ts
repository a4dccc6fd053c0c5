import test from 'ava';
import { betaThresholdFigure } from '../../src/figures/beta-threshold.ts';
import { collapseByVarianceFigure } from '../../src/figures/collapse-by-variance.ts';
import { COLOURS } from '../../src/figures/colours.ts';
import { elboOverStepsFigure } from '../../src/figures/elbo-over-steps.ts';
import { implementationGapFigure } from '../../src/figures/implementation-gap.ts';
import { learnedVarianceFigure } from '../../src/figures/learned-variance.ts';
import { likelihoodByLatentsFigure } from '../../src/figures/likelihood-by-latents.ts';
import { phaseDiagramFigure } from '../../src/figures/phase-diagram.ts';
import { renderSvg } from '../../src/figures/render-svg.ts';
import { stationaryPointsFigure } from '../../src/figures/stationary-points.ts';
import { matchesSnapshot } from './snapshot.ts';

const point = (x: number, y: number, spread = 0) => ({ x, y, low: y - spread, high: y + spread });

test('stationary-points', async (t) => {
  const panel = (label: string, subtitle: string, bend: number) => ({
    label,
    subtitle,
    directions: [5, 7].map((component) => {
      const curve = [-1, -0.5, 0, 0.5, 1].map((x) => ({ x, y: bend * x ** 2 - x ** 4 / component }));
      return { component, formula: curve, exact: curve };
    }),
  });
  const panels = [panel('decoder variance 1', 'a saddle', 1), panel('decoder variance 3', 'a maximum', -1)];
  await matchesSnapshot(t, stationaryPointsFigure(panels, 'wide'), 'stationary-points');
});

test('likelihood-by-latents', async (t) => {
  const table = {
    variance: 0.0327,
    free: [0, 5, 10].map((x) => ({ x, y: 20 * x - 40 })),
    fixed: [0, 5, 10].map((x) => ({ x, y: 18 * x - 60 })),
    trainedFree: [point(5, 60), point(10, 160)],
    trainedFixed: [point(5, 30), point(10, 120)],
  };
  await matchesSnapshot(t, likelihoodByLatentsFigure(table, 'wide'), 'likelihood-by-latents');
});

test('elbo-over-steps, whole and near the maximum', async (t) => {
  const curves = { trained: [point(0, -100), point(100, 30, 5), point(200, 49, 0.2)] };
  const table = {
    series: [
      { label: 'trained', colour: COLOURS.measured, mark: 'circle' as const },
      { label: 'maximum', colour: COLOURS.ppcaMaximum, mark: 'dashed line' as const },
    ],
    panels: [
      { label: 'all of training', curves, levels: { maximum: 50 } },
      { label: 'near the maximum', curves, levels: { maximum: 50 }, domain: [45, 51] as const },
    ],
  };
  await matchesSnapshot(t, elboOverStepsFigure(table, 'wide'), 'elbo-over-steps');
});

test('beta-threshold', async (t) => {
  const predicted = [
    { x: 0, y: 2 },
    { x: 1, y: 1 },
    { x: 4, y: 0 },
    { x: 6, y: 0 },
  ];
  const panels = ['linear', 'MLP 32 ReLU'].map((label) => ({
    label,
    points: [point(0.5, 2), point(2, 1), point(4.5, 0.5, 0.5)],
    predicted,
  }));
  await matchesSnapshot(t, betaThresholdFigure(panels, 'wide'), 'beta-threshold');
  await matchesSnapshot(t, betaThresholdFigure(panels, 'narrow'), 'beta-threshold-narrow');
});

test('phase-diagram', async (t) => {
  const cells = [0.1, 0.4, 1.6].flatMap((variance) =>
    [0.5, 2, 8].map((beta) => ({ variance, beta, active: variance * beta > 3 ? 0 : variance * beta > 0.5 ? 1.5 : 4 })),
  );
  const table = {
    latentDim: 4,
    panels: ['linear', 'MLP 32 ReLU'].map((label) => ({ label, cells })),
    eigenvalues: [
      { place: 1, value: 3 },
      { place: 2, value: 0.5 },
    ],
  };
  await matchesSnapshot(t, phaseDiagramFigure(table, 'wide'), 'phase-diagram');
});

test('implementation-gap', async (t) => {
  const panels = ['sum + sum', 'mean + sum'].map((label, index) => ({
    label,
    subtitle: `beta × variance ${index === 0 ? '0.500' : '80 to 640'}`,
    measured: { gaussian: [point(8, 4 - 3 * index), point(64, 4 - 4 * index)], bernoulli: [point(8, 3), point(64, 2)] },
    predicted: [point(8, 4 - 3 * index), point(64, 4 - 4 * index)],
  }));
  await matchesSnapshot(t, implementationGapFigure(panels, 'wide'), 'implementation-gap');
});

test('collapse-by-variance', async (t) => {
  const curves = [30, 1, 0.01].map((variance) => {
    const points = [0, 0.5, 1, 1.5].map((x) => point(x, Math.min(1, x * variance)));
    return { variance, points, predicted: points };
  });
  const panels = [
    { label: 'linear', curves },
    { label: 'MLP 32 ReLU', curves: curves.map((curve) => ({ ...curve, predicted: [] })) },
  ];
  await matchesSnapshot(t, collapseByVarianceFigure(panels, 'wide'), 'collapse-by-variance');
});

test('learned-variance', async (t) => {
  const panels = ['linear', 'MLP 32 ReLU'].map((label, index) => ({
    label,
    fixed: [point(0.1, -12, 0.4), point(1, -15)],
    tuned: [point(0.1, -11.5), point(1, -14)],
    learned: [point(0.1, -11), point(1, -11)],
    predictedFixed: index === 0 ? [point(0.1, -12), point(1, -15)] : [],
    predictedLearned: index === 0 ? [point(0.1, -11), point(1, -11)] : [],
  }));
  await matchesSnapshot(
    t,
    learnedVarianceFigure(panels, { title: 'ELBO, nats per data point' }, 'wide'),
    'learned-variance',
  );
});

test('the key names what a figure shows and nothing else', async (t) => {
  const panels = [{ label: 'MLP', points: [point(1, 2)], predicted: [] }];
  const svg = await renderSvg(betaThresholdFigure(panels, 'wide'), 'a');
  t.true(svg.includes('trained, range over seeds'));
  t.false(svg.includes('closed form: '));
});
