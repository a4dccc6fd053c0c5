import type { Checkpoint, CheckpointArray, CheckpointHeader } from '@collapse/study';
import type { StepCompiler } from '@collapse/trials';
import type { BatchStreamState } from '../data/batch-stream.ts';

/** All that the steps of a pack change, as it stands between two of them. */
export interface TrainingState {
  /** Steps done. */
  readonly step: number;
  readonly compiler: StepCompiler;
  /** Parameters, what the optimizer keeps of each and the objective's state, [P, ...], by name. */
  readonly variables: Readonly<Record<string, StoredVariable>>;
  /** Where each member's batches are; null where every batch is all of the data. */
  readonly batches: readonly BatchStreamState[] | null;
  /** Members that are given up, and why. */
  readonly diverged: ReadonlyMap<number, string>;
}

/** The values of a variable, read when they are asked for: all of a pack's at once would take its memory twice. */
export interface StoredVariable {
  readonly shape: readonly number[];
  values(): Float32Array;
}

/** The same, with what the clock tells. */
export interface TrainingProgress {
  readonly state: TrainingState;
  /** What the steps took, of the whole pack. */
  readonly seconds: number;
}

/** What of a checkpoint's header is the training's own. */
export type ProgressHeader = Pick<CheckpointHeader, 'step' | 'seconds' | 'compiler' | 'batches' | 'diverged'>;

const VARIABLE = 'variable ';
const ORDER = 'order ';

/** What a checkpoint holds of a training: fields of its header, and arrays. */
export function toCheckpoint({ state, seconds }: TrainingProgress): {
  readonly header: ProgressHeader;
  readonly arrays: CheckpointArray[];
} {
  const { step, compiler, variables, batches, diverged } = state;
  return {
    header: {
      step,
      seconds,
      compiler,
      batches: batches?.map(({ position, generator }) => ({ position, generator })) ?? null,
      diverged: [...diverged],
    },
    arrays: [
      ...Object.entries(variables).map(([name, { shape, values }]) => {
        return { name: `${VARIABLE}${name}`, type: 'float32' as const, shape, values };
      }),
      ...(batches ?? []).map(({ order }, member) => {
        return { name: `${ORDER}${member}`, type: 'int32' as const, shape: [order.length], values: () => order };
      }),
    ],
  };
}

/** The way back. @throws TypeError where an array is not there, or not of its type */
export function fromCheckpoint({ header, arrays }: Checkpoint): TrainingProgress {
  const { step, seconds, compiler, batches, diverged } = header;
  const variables = [...arrays.keys()].filter((name) => name.startsWith(VARIABLE));
  const orderOf = (member: number) => {
    const order = arrays.get(`${ORDER}${member}`)?.values;
    if (order instanceof Int32Array) return order;
    throw new TypeError(`the checkpoint has no order of batches of member ${member}`);
  };
  return {
    seconds,
    state: {
      step,
      compiler,
      variables: Object.fromEntries(
        variables.map((name) => [name.slice(VARIABLE.length), stored(name, arrays.get(name))]),
      ),
      batches: batches?.map((batch, member) => ({ ...batch, order: orderOf(member) })) ?? null,
      diverged: new Map(diverged),
    },
  };
}

function stored(name: string, array: { shape: readonly number[]; values: unknown } | undefined): StoredVariable {
  const values = array?.values;
  if (array && values instanceof Float32Array) return { shape: array.shape, values: () => values };
  throw new TypeError(`${name}: the checkpoint has no float32 values`);
}

/** One member's share, as of a training alone. */
export function stateOfMember({ state, seconds }: TrainingProgress, member: number, members: number): TrainingProgress {
  const batch = state.batches?.[member];
  const reason = state.diverged.get(member);
  return {
    seconds: seconds / members,
    state: {
      ...state,
      variables: Object.fromEntries(
        Object.entries(state.variables).map(([name, variable]) => [name, shareOf(variable, member, members)]),
      ),
      batches: batch ? [batch] : null,
      diverged: new Map(reason === undefined ? [] : [[0, reason]]),
    },
  };
}

function shareOf({ shape: [, ...shape], values }: StoredVariable, member: number, members: number): StoredVariable {
  return {
    shape: [1, ...shape],
    values() {
      const whole = values();
      const size = whole.length / members;
      return whole.slice(member * size, (member + 1) * size);
    },
  };
}
