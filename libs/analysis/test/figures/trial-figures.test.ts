import test from 'ava';
import { klSpectrumFigure } from '../../src/figures/kl-spectrum.ts';
import { renderSvg } from '../../src/figures/render-svg.ts';
import { type CurvePanel, trainingCurvesFigure } from '../../src/figures/training-curves.ts';
import { matchesSnapshot } from './snapshot.ts';

const SPECTRA = [1, 2, 4].map((beta) => {
  const predictedKl = [5, 4, 3, 2, 1, 0.5].map((eigenvalue) => Math.max(0, Math.log(eigenvalue / beta) / 2));
  return {
    label: `linear · beta ${beta}`,
    subtitle: `${predictedKl.filter((kl) => kl > 0).length} active`,
    kl: predictedKl.map((kl, index) => kl + 0.01 * ((index * 7) % 3)).sort((one, other) => other - one),
    predictedKl,
  };
});

const CURVE: CurvePanel = {
  label: 'linear · beta 2 · decoder variance 0.1',
  subtitle: '0.01 nats below the line',
  points: Array.from({ length: 41 }, (_, index) => ({
    step: 100 * index,
    objective: 125 - 900 * Math.exp(-index / 4),
  })),
  optimum: 125.01,
  unit: 'nats per data point',
};

test('kl-spectrum as drawn for a desk', async (t) => {
  await matchesSnapshot(t, klSpectrumFigure(SPECTRA, 'wide'), 'kl-spectrum');
});

test('training-curves as drawn for a desk', async (t) => {
  const panels = [CURVE, { ...CURVE, label: 'MLP 256 ReLU', optimum: null }];
  await matchesSnapshot(t, trainingCurvesFigure(panels, 'wide'), 'training-curves');
});

test('a curve without points or of one value is drawn all the same', async (t) => {
  for (const points of [[], [{ step: 0, objective: -3 }]]) {
    const svg = await renderSvg(trainingCurvesFigure([{ ...CURVE, points, optimum: null }], 'narrow'), 'a');
    t.false(/NaN|Infinity|undefined/.test(svg));
  }
});

test('a model with every dimension collapsed is drawn all the same', async (t) => {
  const panel = { label: 'collapsed', subtitle: '', kl: [0, 0, 0], predictedKl: null };
  t.false(/NaN|Infinity|undefined/.test(await renderSvg(klSpectrumFigure([panel], 'wide'), 'a')));
});

test('a figure needs nothing from elsewhere and can stand beside others in a page', async (t) => {
  const spec = klSpectrumFigure(SPECTRA, 'wide');
  const first = await renderSvg(spec, 'first');
  t.is(await renderSvg(spec, 'first'), first);
  t.deepEqual([...first.matchAll(/https?:\/\/[^"]*/g)].map(String), ['http://www.w3.org/2000/svg']);
  const ids = (svg: string) => [...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  t.true(ids(first).every((id) => id?.startsWith('first-')));
  for (const [, id] of first.matchAll(/url\(#([^)]+)\)/g)) t.true(ids(first).includes(id));
});

test('text in a figure is escaped', async (t) => {
  const panel = { label: '<script>alert(1)</script>', subtitle: '"&<', kl: [1], predictedKl: null };
  t.false((await renderSvg(klSpectrumFigure([panel], 'wide'), 'a')).includes('<script'));
});
