import type { TrialRow } from './trial-rows.ts';
import { type Axis, axisValue } from './varied-axes.ts';

/** What tells a trial from others along some axes, such as `MLP 256 ReLU · beta 2 · decoder variance 0.1`. */
export function combinationLabel(axes: readonly Axis[], row: TrialRow): string {
  return axes
    .map((axis) => {
      const { label } = axisValue(axis, row);
      return axis.numeric || /^(none|true|false)$/.test(label) ? `${axis.title} ${label}` : label;
    })
    .join(' · ');
}
