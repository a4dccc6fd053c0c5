import type { TrialRow } from './trial-rows.ts';
import { type Axis, axisValue } from './varied-axes.ts';

const NO_BREAK = '\u00a0';

/** What tells a trial from others along some axes, such as `MLP 256 ReLU · beta 2 · decoder variance 0.1`. */
export function combinationLabel(axes: readonly Axis[], row: TrialRow): string {
  const parts = axes.map((axis) => {
    const label = axisValue(axis, row).label.replaceAll(' ', NO_BREAK);
    return axis.numeric || /^(none|true|false|\[.*\])$/.test(label) ? `${axis.title}${NO_BREAK}${label}` : label;
  });
  return parts.join(`${NO_BREAK}· `);
}
