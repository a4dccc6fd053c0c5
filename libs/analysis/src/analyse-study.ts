import { type ChosenAxes, chooseAxes } from './choose-axes.ts';
import { selectTrials } from './select-trials.ts';
import type { Study } from './study.ts';
import { type TrialRow, trialRow } from './trial-rows.ts';
import { type Axis, variedAxes } from './varied-axes.ts';
import { type Verdict, verdictOf } from './verdicts.ts';
import { findViolations, type Violation } from './violations.ts';

/** Everything the report says, before it is put into words and figures. */
export interface Analysis {
  readonly study: Study;
  /** Every result in the folder, those that the grid no longer asks for included: the rows of results.csv. */
  readonly all: readonly TrialRow[];
  /** Results of the grid's trials, in the study's order. */
  readonly rows: readonly TrialRow[];
  /** Trials of the grid without a result. */
  readonly missing: number;
  /** Results in the folder that the grid no longer asks for: not in the report. */
  readonly outdated: number;
  readonly axes: readonly Axis[];
  readonly chosen: ChosenAxes;
  readonly verdicts: ReadonlyMap<string, Verdict>;
  readonly violations: readonly Violation[];
  /** Finished trials that are shown one by one. */
  readonly selection: readonly TrialRow[];
}

/** Trials shown one by one at most. */
const SELECTED = 8;

/** Reads the study's results once. */
export function analyseStudy(study: Study): Analysis {
  const all = Array.from(study.results, trialRow);
  const wanted = new Set(study.grid.trialIds);
  const rows = all.filter((row) => wanted.has(row.trialId));
  const axes = variedAxes(study.grid, rows);
  return {
    study,
    all,
    rows,
    missing: wanted.size - rows.length,
    outdated: all.length - rows.length,
    axes,
    chosen: chooseAxes(axes),
    verdicts: new Map(rows.map((row) => [row.trialId, verdictOf(row)])),
    violations: findViolations(rows),
    selection: selectTrials(rows, axes, SELECTED),
  };
}
