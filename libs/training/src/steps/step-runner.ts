import type { Backend, Step, Variables } from '@collapse/backend';
import { named } from '@collapse/models';
import type { StepCompiler } from '@collapse/trials';
import * as tf from '@tensorflow/tfjs-core';
import { longestInterval } from '../curve/curve-steps.ts';
import { trainsDecoder } from './schedules.ts';
import type { StepCache } from './step-cache.ts';
import type { StepInputs } from './step-inputs.ts';
import { noiseShape, type StepParts } from './training-step.ts';

/** Runs a pack's steps in order. */
export interface StepRunner {
  readonly compiler: StepCompiler;
  /** The most steps of one call. */
  readonly stepsAtOnce: number;
  /** Does the next `count` steps; the objective of each member before the last of them, [P], which the caller frees. */
  advance(count: number): tf.Tensor;
}

const STEPS_AT_ONCE = 128;
/** Of batches and noise that wait for their step. */
const BYTES_AT_ONCE = 16e6;

export function createStepRunner(
  backend: Backend,
  stepCache: StepCache,
  { key, step, parts, inputs, variables }: RunnerParts,
  compiler: StepCompiler,
): StepRunner {
  const { trial, batchSize, packSize } = parts;
  const { train } = trial.specification;
  // A loop has one step, and fewer steps of the decoder need two.
  const alike = (train.encoderSteps ?? 1) === 1;
  const loop = compiler === 'xla' && alike ? loopRunner() : null;
  return loop ?? stepRunner();

  function stepRunner(): StepRunner {
    const whole = stepCache.step(key, () => step(false));
    const ofEncoder = alike ? whole : stepCache.step(`${key} encoder`, () => step(true));
    return {
      compiler: 'graph',
      stepsAtOnce: 1,
      advance(count) {
        if (count !== 1) throw new Error(`steps of a call: expected 1, received ${count}`);
        const varying = inputs.next();
        const compiled = trainsDecoder(train, inputs.done()) ? whole : ofEncoder;
        const outputs = compiled(variables, { ...inputs.constant, ...varying });
        tf.dispose(varying);
        return named(outputs, 'objective');
      },
    };
  }

  function loopRunner(): StepRunner | null {
    const capacity = stepsAtOnce(parts);
    const loop = stepCache.loop(`${key} x ${capacity}`, () => step(false));
    if (!loop) return null;
    const shape = noiseShape(trial, batchSize);
    return {
      compiler: 'xla',
      stepsAtOnce: capacity,
      advance(count) {
        const { noiseSeed, ...stacked } = inputs.nextStacked(count, capacity);
        const drawn: tf.Tensor[] = [];
        if (noiseSeed) {
          const seeds = tf.reshape(noiseSeed, [capacity * packSize, 2]) as tf.Tensor2D;
          const noise = backend.standardNormals(shape, seeds);
          stacked.noise = tf.reshape(noise, [capacity, packSize, ...shape]);
          drawn.push(noiseSeed, seeds, noise);
        }
        const outputs = loop(variables, inputs.constant, stacked, count);
        tf.dispose([stacked, drawn]);
        return named(outputs, 'objective');
      },
    };
  }
}

/** What the steps of a pack are made of. */
export interface RunnerParts {
  /** Names all that the step's code depends on. */
  readonly key: string;
  /** The step of the whole model, or of its encoder alone. */
  readonly step: (encoderOnly: boolean) => Step;
  readonly parts: StepParts;
  readonly inputs: StepInputs;
  readonly variables: Variables;
}

/** As many as fit, in equal parts of the longest way from one logged step to the next. */
function stepsAtOnce({ trial, batchSize, packSize }: StepParts): number {
  const { steps, logEvery } = trial.specification.train;
  const interval = longestInterval(steps, logEvery);
  const [rows, columns] = noiseShape(trial, batchSize);
  const bytes = 4 * packSize * (batchSize + rows * columns);
  const most = Math.floor(Math.min(STEPS_AT_ONCE, BYTES_AT_ONCE / bytes));
  return Math.ceil(interval / Math.ceil(interval / Math.max(1, most)));
}
