import type { HistoryPoint, ObjectiveSpecification, TrainSpecification, TrialSpecification } from '@collapse/trials';
import { lastTenth } from '../curve/curve-steps.ts';

const STEPS_OF_THE_UNIT = 1000;
const FEWEST_POINTS = 3;

/** Units of the objective per 1,000 steps; null where too few points of the curve lie in the last tenth. */
export interface ObjectiveSlope {
  readonly objective_slope: number | null;
  readonly objective_slope_se: number | null;
}

/** Takes in a training curve, point by point. */
export interface SlopeFit {
  /** `objective` after `step` steps; what is before the last tenth is left out. */
  add(step: number, objective: number): void;
  slope(): ObjectiveSlope;
}

/**
 * The least-squares line through the training curve's objective over the last tenth of the steps, and the ordinary standard
 * error of its slope: sqrt(RSS / (n - 2) / Sxx). The curve's points share data and noise, so what scatters about the line is
 * the training itself; neighbouring points scatter together, which makes the true error larger than this one. Null where
 * fewer than 3 points lie there, or where beta still rises there. Sums are kept about the running means (Welford), so that a
 * curve of any length takes no memory.
 */
export function slopeFit({ steps }: TrainSpecification, { warmupSteps }: ObjectiveSpecification): SlopeFit {
  const start = lastTenth(steps);
  let count = 0;
  const mean = { x: 0, y: 0 };
  const sum = { xx: 0, xy: 0, yy: 0 };
  return {
    add(step, objective) {
      if (step < start) return;
      count++;
      const x = (step - start) / STEPS_OF_THE_UNIT;
      const before = { x: x - mean.x, y: objective - mean.y };
      mean.x += before.x / count;
      mean.y += before.y / count;
      const after = { x: x - mean.x, y: objective - mean.y };
      sum.xx += before.x * after.x;
      sum.xy += before.x * after.y;
      sum.yy += before.y * after.y;
    },
    slope() {
      if (count < FEWEST_POINTS || warmupSteps > start) return { objective_slope: null, objective_slope_se: null };
      const slope = sum.xy / sum.xx;
      const residual = Math.max(0, sum.yy - slope * sum.xy);
      return {
        objective_slope: slope,
        objective_slope_se: Math.sqrt(residual / (count - 2) / sum.xx),
      };
    },
  };
}

/** The slope of a training curve that is on record, for results that have none. */
export function slopeOfCurve(
  { train, objective }: Pick<TrialSpecification, 'train' | 'objective'>,
  curve: Iterable<HistoryPoint>,
): ObjectiveSlope {
  const fit = slopeFit(train, objective);
  for (const { step, metrics } of curve) {
    if (metrics.objective !== undefined) fit.add(step, metrics.objective);
  }
  return fit.slope();
}
