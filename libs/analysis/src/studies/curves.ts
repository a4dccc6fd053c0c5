import type { PlotPoint } from '../figures/plot.ts';
import type { TrialRow } from '../trial-rows.ts';
import type { StudyEvidence } from './evidence.ts';
import { mean } from './over-seeds.ts';

export interface CurvePoint {
  readonly step: number;
  readonly elbo: number;
}

/** The ELBO of a trial as training went on, nats per data point. */
export function elboCurve({ analyses }: StudyEvidence, row: TrialRow): CurvePoint[] {
  const analysis = analyses.find(({ rows }) => rows.includes(row));
  return (analysis?.study.history(row.trialId) ?? []).flatMap(({ step, metrics: { elbo } }) =>
    elbo === undefined || !Number.isFinite(elbo) ? [] : [{ step, elbo }],
  );
}

/** Mean and range over trials of their ELBO at each step. */
export function elboOverTrials(evidence: StudyEvidence, rows: readonly TrialRow[]): PlotPoint[] {
  const points = rows.flatMap((row) => elboCurve(evidence, row));
  return [...Map.groupBy(points, ({ step }) => step)]
    .toSorted(([one], [other]) => one - other)
    .map(([x, members]) => {
      const elbos = members.map(({ elbo }) => elbo);
      return { x, y: mean(elbos), low: Math.min(...elbos), high: Math.max(...elbos) };
    });
}

/** The first step from which the ELBO stays above a level; null where it does not. */
export function stepFromWhichAbove(curve: readonly CurvePoint[], level: number): number | null {
  const last = curve.findLastIndex(({ elbo }) => elbo < level);
  return curve[last + 1]?.step ?? null;
}
