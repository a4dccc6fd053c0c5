import { type Axis, SEED_AXIS } from './varied-axes.ts';

/** Which axes a figure is drawn over. */
export interface ChosenAxes {
  /** Left to right; null where nothing but the seed varies. */
  readonly x: Axis | null;
  /** Bottom to top; null where only one axis varies. */
  readonly y: Axis | null;
  /** One row of panels for each combination of these. */
  readonly panels: readonly Axis[];
}

/** Beta and the decoder variance decide which dimensions live, so they are shown against each other where both vary. */
const PREFERRED = ['objective.beta', 'likelihood.variance'];

/**
 * Beta across and the decoder variance up where the grid varies them; in place of one that it does not vary, the numeric
 * axis with most values, or else any axis with most values. The seed is never shown: figures are means over it.
 */
export function chooseAxes(axes: readonly Axis[]): ChosenAxes {
  const ranked = axes.filter((axis) => axis.path !== SEED_AXIS).toSorted(compareAxes);
  const [x = null, second = null] = ranked;
  // A second axis that is no number reads better as panels than as rows of cells.
  const y = second?.numeric ? second : null;
  return { x, y, panels: axes.filter((axis) => axis.path !== SEED_AXIS && axis !== x && axis !== y) };
}

function compareAxes(one: Axis, other: Axis): number {
  return rank(one) - rank(other) || other.values.length - one.values.length;
}

function rank(axis: Axis): number {
  const preferred = axis.numeric ? PREFERRED.indexOf(axis.path) : -1;
  if (preferred !== -1) return preferred;
  return axis.numeric ? PREFERRED.length : PREFERRED.length + 1;
}
