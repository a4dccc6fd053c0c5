import test from 'ava';
import { betaThresholdFigure } from '../../src/figures/beta-threshold.ts';
import { collapseByVarianceFigure } from '../../src/figures/collapse-by-variance.ts';
import { COLOURS } from '../../src/figures/colours.ts';
import { withCommand } from '../../src/figures/command-caption.ts';
import { elboOverStepsFigure } from '../../src/figures/elbo-over-steps.ts';
import { estimatorsFigure } from '../../src/figures/estimators.ts';
import { levelsFigure } from '../../src/figures/hierarchical-and-conditional.ts';
import { implementationGapFigure } from '../../src/figures/implementation-gap.ts';
import { learnedVarianceFigure } from '../../src/figures/learned-variance.ts';
import { likelihoodByLatentsFigure } from '../../src/figures/likelihood-by-latents.ts';
import { overLatentsFigure } from '../../src/figures/over-latents.ts';
import { phaseDiagramFigure } from '../../src/figures/phase-diagram.ts';
import { renderSvg } from '../../src/figures/render-svg.ts';
import { stationaryPointsFigure } from '../../src/figures/stationary-points.ts';
import { stationarySurfaceFigure } from '../../src/figures/stationary-surface.ts';
import { whoseFaultFigure } from '../../src/figures/whose-fault.ts';
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

test('stationary-surface', async (t) => {
  const square = (size: number) => [-1, 1].flatMap((x) => [x, -x].map((y) => ({ x: size * x, y: size * y })));
  const panel = (label: string, top: number) => ({
    label,
    subtitle: 'a saddle',
    levels: [-0.1, 0, top].map((level, index) => ({ level, curves: [square(0.5 * (3 - index))] })),
    maxima: [{ x: 0.7, y: 0 }],
  });
  const panels = [panel('decoder variance 1', 0.1), panel('decoder variance 3', -0.01)];
  await matchesSnapshot(
    t,
    stationarySurfaceFigure({ components: [5, 7], reach: 2, panels }, 'wide'),
    'stationary-surface',
  );
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

test('estimators', async (t) => {
  const panel = (label: string, exact: boolean) => ({
    label,
    subtitle: exact ? 'exact log p(x)' : 'its estimate with 1,000 samples',
    naive: [point(1, -400, 30), point(10, -90, 10), point(1000, -2, 1)],
    weighted: [point(1, -8, 1), point(10, -1, 0.2), ...(exact ? [point(1000, 0.01, 0.02)] : [])],
  });
  await matchesSnapshot(
    t,
    estimatorsFigure([panel('linear, trained', true), panel('networks, trained', false)], 'wide'),
    'estimators',
  );
});

test('over-latents', async (t) => {
  const panels = [
    {
      label: 'linear, MNIST',
      measured: {
        'fixed at 0.1': [point(2, -400), point(10, -300)],
        learned: [point(2, 20, 2), point(10, 200, 4)],
      },
      closedForm: [
        { x: 2, y: 21 },
        { x: 10, y: 205 },
      ],
    },
    {
      label: 'networks, MNIST',
      measured: { 'continuous Bernoulli': [point(2, 900), point(10, 1000)] },
      closedForm: [],
    },
  ];
  const quantity = { title: 'ELBO, nats per data point', description: 'ELBO against the latent dimension.' };
  await matchesSnapshot(t, overLatentsFigure(panels, quantity, 'wide'), 'over-latents');
});

test('whose-fault', async (t) => {
  const predicted = [0.1, 1, 10].map((x, index) => ({ x, y: 4 - 2 * index }));
  const panels = ['as usual', 'beta warm-up', 'linear solution as the start'].map((label, index) => ({
    label,
    measured: [point(0.1, 4 - index, 0.5), point(1, 2), point(10, 0)],
    predicted,
  }));
  await matchesSnapshot(t, whoseFaultFigure(panels, 'wide'), 'whose-fault');
});

test('hierarchical-and-conditional', async (t) => {
  const panels = [
    {
      label: '4 and 2 dimensions, variance fixed at 0.5',
      first: [point(0.5, 4), point(1, 3), point(2, 2)],
      firstPredicted: [0.5, 1, 2].map((x, index) => ({ x, y: 4 - index })),
      second: [point(0.5, 2), point(1, 1, 1), point(2, 0)],
      secondPredicted: [0.5, 1, 2].map((x, index) => ({ x, y: 2 - index })),
    },
    { label: 'variance learned', first: [point(2, 3)], firstPredicted: [], second: [point(2, 0)], secondPredicted: [] },
  ];
  await matchesSnapshot(t, levelsFigure(panels, 'weight of the second level', 'wide'), 'hierarchical-and-conditional');
});

test('a figure names the command that makes it', async (t) => {
  const curve = [0, 5, 10].map((x) => ({ x, y: 20 * x - 40 }));
  const table = {
    variance: 0.03,
    free: curve,
    fixed: curve,
    trainedFree: [point(5, 60)],
    trainedFixed: [point(5, 30)],
  };
  const command = 'npx nx run sweep:study --name likelihood-by-latents --size small';
  const spec = likelihoodByLatentsFigure(table, 'narrow');
  await matchesSnapshot(t, withCommand(spec, command, 'narrow'), 'with-command');
});
