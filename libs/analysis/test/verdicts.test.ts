import type { FailureReason, Metrics } from '@collapse/trials';
import test from 'ava';
import type { Cell } from '../src/flatten-specification.ts';
import { type VerdictKind, verdictOf } from '../src/verdicts.ts';
import { madeUpRow } from './made-up-row.ts';

const LINEAR = { 'model.latentDim': 10, 'objective.reduction': 'elbo', 'objective.beta': 1 };
const MLP = { ...LINEAR, 'model.decoder.hidden': '[64]', 'model.decoder.activation': 'relu' };
const ENCODER = { ...LINEAR, 'model.encoder.hidden': '[64]', 'model.encoder.activation': 'relu' };

/** A trial of 10 dimensions, its objective `gap` nats below the optimum. */
function verdict(
  fields: Readonly<Record<string, Cell>>,
  [active, predicted, near]: readonly [number | null, number | null, number | null],
  gap: number | null = 0.001,
  more: Partial<Metrics> = {},
) {
  const counts = { active_units: active, active_units_predicted: predicted, active_units_near_threshold: near };
  const optimum = gap === null ? {} : { objective: -10 - gap, objective_optimum: -10 };
  return verdictOf(madeUpRow(fields, { ...counts, ...optimum, ...more }));
}

interface Case {
  readonly counts: readonly [active: number, predicted: number, near: number | null];
  readonly gap?: number;
  readonly kind: VerdictKind;
  /** [collapsed, beyond, missing] of 10 dimensions. */
  readonly sums: readonly [number, number, number];
}

const EXACT: readonly Case[] = [
  { counts: [10, 10, 0], kind: 'nothing-collapsed', sums: [0, 0, 0] },
  { counts: [10, 9, 1], kind: 'near-threshold', sums: [0, 0, 0] },
  { counts: [10, 9, 0], gap: 0.5, kind: 'fewer-than-predicted', sums: [0, 0, 1] },
  { counts: [6, 6, 0], kind: 'as-predicted', sums: [4, 0, 0] },
  { counts: [6, 6, 2], kind: 'as-predicted', sums: [4, 0, 0] },
  { counts: [5, 6, 1], kind: 'near-threshold', sums: [5, 0, 0] },
  { counts: [7, 6, 1], kind: 'near-threshold', sums: [3, 0, 0] },
  { counts: [4, 6, 1], gap: 3, kind: 'beyond-prediction', sums: [6, 2, 0] },
  { counts: [4, 6, null], gap: 3, kind: 'beyond-prediction', sums: [6, 2, 0] },
  { counts: [8, 6, 1], gap: 3, kind: 'fewer-than-predicted', sums: [2, 0, 2] },
  { counts: [0, 0, 0], kind: 'as-predicted', sums: [10, 0, 0] },
  { counts: [0, 3, 0], gap: 3, kind: 'beyond-prediction', sums: [10, 3, 0] },
  { counts: [6, 6, 0], gap: 3, kind: 'stopped-short', sums: [4, 0, 0] },
];

for (const { counts, gap = 0.001, kind, sums } of EXACT) {
  test(`exact: ${counts[0]} active, ${counts[1]} predicted, ${counts[2]} near, ${gap} nats below: ${kind}`, (t) => {
    const { kind: received, collapsed, beyond, missing } = verdict(LINEAR, counts, gap);
    t.deepEqual([received, collapsed, beyond, missing], [kind, ...sums]);
  });
}

test('a cause is named where the closed form is exact and the distance to its optimum carries it', (t) => {
  const lost = [4, 6, 0] as const;
  t.is(
    verdict(LINEAR, lost, 2.5).text,
    "2 more collapsed than predicted: the optimiser's doing, 2.50 nats below the optimum",
  );
  t.is(
    verdict(ENCODER, lost, 2.5).text,
    "2 more collapsed than predicted: the optimiser's or the amortisation's doing, 2.50 nats below the optimum",
  );
  t.is(
    verdict(LINEAR, lost, 0.002).text,
    '2 more collapsed than predicted: too near the optimum (0.0020 nats below it) to say whose doing',
  );
  t.is(verdict(LINEAR, [6, 6, 0]).text, "4 of 10 collapsed, as predicted: beta × variance, the objective's doing");
  t.is(
    verdict(LINEAR, [6, 6, 0], 2).text,
    '4 of 10 collapsed, as predicted, but training stopped 2 nats below the optimum',
  );
  t.is(
    verdict(LINEAR, [10, 10, 0], 2).text,
    'nothing collapsed, as predicted, but training stopped 2 nats below the optimum',
  );
  t.is(
    verdict(LINEAR, [8, 6, 0], 3).text,
    '2 fewer collapsed than predicted: training stopped 3 nats below the optimum',
  );
});

test('a loss as written is held to its optimum in nats', (t) => {
  const written = { ...LINEAR, 'objective.reduction': 'mean-sum', 'train.batchSize': 100 };
  // 50 units of a loss whose KL counts once for each of 100 points: half a nat.
  t.regex(verdict(written, [6, 6, 0], 50).text, /the objective's doing$/);
  t.regex(verdict(written, [6, 6, 0], 250).text, /training stopped 2\.50 nats below the optimum$/);
  const unknown = { ...LINEAR, 'objective.reduction': 'mean-sum', 'train.batchSize': 'full' };
  t.is(verdict(unknown, [6, 6, 0], 250).text, '4 of 10 collapsed, as predicted');
});

test('a yardstick names no cause, whatever the counts', (t) => {
  const texts = (
    [
      [6, 6, 0],
      [4, 6, 0],
      [8, 6, 0],
      [5, 6, 1],
    ] as const
  ).map((counts) => verdict(MLP, counts, 50));
  t.deepEqual(
    texts.map(({ kind, text }) => [kind, text]),
    [
      ['as-yardstick', '4 of 10 collapsed, as many as in the best linear VAE'],
      ['below-yardstick', '6 of 10 collapsed, 2 more than in the best linear VAE, a yardstick here'],
      ['above-yardstick', '2 of 10 collapsed, 2 fewer than in the best linear VAE, a yardstick here'],
      ['as-yardstick', '5 of 10 collapsed, 1 more than in the best linear VAE, a yardstick here'],
    ],
  );
  for (const { text } of texts) t.notRegex(text, /doing|predicted/);
});

test('without a closed form there is a count and nothing else', (t) => {
  const { kind, text, beyond, missing } = verdict(MLP, [3, null, null], null);
  t.deepEqual([kind, beyond, missing], ['no-closed-form', 0, 0]);
  t.is(text, '7 of 10 collapsed; no closed form to compare with');
});

test('an objective that was still rising is said of what has no optimum of its own', (t) => {
  const rising = { objective_slope: 4, objective_slope_se: 0.5, steps: 2000 };
  t.regex(verdict(MLP, [6, 6, 0], 5, rising).text, /, and the objective was still rising$/);
  t.regex(verdict(MLP, [3, null, null], null, rising).text, /, and the objective was still rising$/);
  // 0.08 nats in another tenth, or within three of its errors: training had ended.
  t.notRegex(verdict(MLP, [6, 6, 0], 5, { ...rising, objective_slope: 0.4, objective_slope_se: 0.01 }).text, /rising/);
  t.notRegex(verdict(MLP, [6, 6, 0], 5, { ...rising, objective_slope_se: 1.4 }).text, /rising/);
});

test('a closed form that leaves the number open is neither met nor missed', (t) => {
  t.deepEqual(
    [verdict(LINEAR, [6, null, null]).kind, verdict(LINEAR, [6, null, null]).text],
    ['open', '4 of 10 collapsed; the closed form leaves the number open'],
  );
});

test('a failed trial has no dimensions', (t) => {
  const of = (reason: FailureReason) => verdictOf(madeUpRow(LINEAR, {}, reason));
  t.like(of('diverged'), { kind: 'diverged', text: 'diverged', latentDim: 10, collapsed: 0, beyond: 0, missing: 0 });
  t.is(of('worker-died').kind, 'failed');
});
