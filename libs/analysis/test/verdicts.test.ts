import type { FailureReason } from '@collapse/trials';
import test from 'ava';
import { type VerdictKind, verdictOf } from '../src/verdicts.ts';
import { madeUpRow } from './made-up-row.ts';

interface Case {
  readonly active: number | null;
  readonly predicted: number | null;
  readonly near: number | null;
  readonly reason?: FailureReason;
  readonly kind: VerdictKind;
  /** [collapsed, beyond, missing] of 10 dimensions. */
  readonly counts: readonly [number, number, number];
}

const CASES: readonly Case[] = [
  { active: 10, predicted: 10, near: 0, kind: 'nothing-collapsed', counts: [0, 0, 0] },
  { active: 10, predicted: 9, near: 1, kind: 'nothing-collapsed', counts: [0, 0, 0] },
  { active: 10, predicted: 9, near: 0, kind: 'fewer-than-predicted', counts: [0, 0, 1] },
  { active: 6, predicted: 6, near: 0, kind: 'as-predicted', counts: [4, 0, 0] },
  { active: 5, predicted: 6, near: 1, kind: 'as-predicted', counts: [5, 0, 0] },
  { active: 7, predicted: 6, near: 1, kind: 'as-predicted', counts: [3, 0, 0] },
  { active: 9, predicted: 10, near: 1, kind: 'as-predicted', counts: [1, 0, 0] },
  { active: 4, predicted: 6, near: 1, kind: 'beyond-prediction', counts: [6, 2, 0] },
  { active: 4, predicted: 6, near: null, kind: 'beyond-prediction', counts: [6, 2, 0] },
  { active: 8, predicted: 6, near: 1, kind: 'fewer-than-predicted', counts: [2, 0, 2] },
  { active: 0, predicted: 0, near: 0, kind: 'as-predicted', counts: [10, 0, 0] },
  { active: 0, predicted: 3, near: 0, kind: 'beyond-prediction', counts: [10, 3, 0] },
  { active: 3, predicted: null, near: null, kind: 'no-closed-form', counts: [7, 0, 0] },
  { active: null, predicted: null, near: null, reason: 'diverged', kind: 'diverged', counts: [0, 0, 0] },
  { active: null, predicted: null, near: null, reason: 'worker-died', kind: 'failed', counts: [0, 0, 0] },
];

for (const { active, predicted, near, reason, kind, counts } of CASES) {
  test(`${active} active, ${predicted} predicted, ${near} near the threshold, ${reason ?? 'done'}: ${kind}`, (t) => {
    const metrics = {
      active_units: active,
      active_units_predicted: predicted,
      active_units_near_threshold: near,
    };
    const verdict = verdictOf(madeUpRow({ 'model.latentDim': 10 }, metrics, reason ?? null));
    t.is(verdict.kind, kind);
    t.deepEqual([verdict.collapsed, verdict.beyond, verdict.missing], [...counts]);
  });
}

test('whose doing a collapse beyond prediction is depends on what is linear', (t) => {
  const text = (encoder: string, decoder: string) => {
    const fields = {
      'model.latentDim': 10,
      'model.encoder.hidden': encoder,
      'model.encoder.activation': 'relu',
      'model.decoder.hidden': decoder,
      'model.decoder.activation': 'relu',
    };
    const metrics = { active_units: 4, active_units_predicted: 6, objective: -10, objective_optimum: -7.5 };
    return verdictOf(madeUpRow(fields, metrics)).text;
  };
  t.is(text('[]', '[]'), "2 more collapsed than predicted: the optimiser's doing, 2.50 nats below the optimum");
  t.regex(text('[64]', '[]'), /the optimiser's or the amortisation's doing, 2.50 nats/);
  t.regex(text('[64]', '[64]'), /the nonlinear decoder's doing$/);
});

test('a linear model that stopped short of its optimum is not said to be done', (t) => {
  const text = (active: number, optimum: number, decoder = '[]') => {
    const fields = {
      'model.latentDim': 10,
      'model.decoder.hidden': decoder,
      'model.decoder.activation': 'relu',
      'objective.reduction': 'elbo',
    };
    const metrics = {
      active_units: active,
      active_units_predicted: active,
      objective: -10,
      objective_optimum: optimum,
    };
    return verdictOf(madeUpRow(fields, metrics)).text;
  };
  t.is(text(6, -8), '4 of 10 collapsed, as predicted, but training stopped 2 nats below the optimum');
  t.is(text(10, -8), 'nothing collapsed, but training stopped 2 nats below the optimum');
  t.is(text(6, -9.5), "4 of 10 collapsed, as predicted: beta × variance, the objective's doing");
  t.is(text(6, -8, '[64]'), "4 of 10 collapsed, as predicted: beta × variance, the objective's doing");
});
