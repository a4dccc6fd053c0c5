import { z } from 'zod';
import type { Issue } from '../user-error.ts';
import { adamFields } from './adam.ts';
import type { OptimizerFields } from './contract.ts';
import { rmspropFields } from './rmsprop.ts';
import { sgdFields } from './sgd.ts';
import { SHARED_FIELDS } from './shared-fields.ts';

/** Every optimiser, the default first. */
const OPTIMIZER_FIELDS = [adamFields, sgdFields, rmspropFields] as const;

const [first, ...others] = OPTIMIZER_FIELDS;

export const optimizerSpecification = z
  .discriminatedUnion('name', [first.schema, ...others.map(({ schema }) => schema)])
  .prefault({});

export type OptimizerSpecification = z.output<typeof optimizerSpecification>;

function fieldsOf({ name }: OptimizerSpecification): OptimizerFields {
  const fields = OPTIMIZER_FIELDS.find(({ kind }) => kind === name);
  if (!fields) throw new Error(`optimizer.name: there is no optimiser "${name}"`);
  return fields;
}

/** What is left of the optimiser without the fields that members of a pack may differ in. */
export function optimizerInPack(optimizer: OptimizerSpecification): object {
  return withoutValues(optimizer, [...SHARED_FIELDS.inPack, ...fieldsOf(optimizer).inPack]);
}

/** What is left of the optimiser without the fields that enter a step as tensors. */
export function optimizerInStep(optimizer: OptimizerSpecification): object {
  return withoutValues(optimizer, [...SHARED_FIELDS.asTensors, ...fieldsOf(optimizer).asTensors]);
}

/** Of the fields named, only whether they are there. */
function withoutValues(optimizer: OptimizerSpecification, names: readonly string[]): object {
  const fields = Object.entries(optimizer).filter(([, value]) => value !== undefined);
  return {
    ...Object.fromEntries(fields.filter(([name]) => !names.includes(name))),
    given: fields.map(([name]) => name).filter((name) => names.includes(name)),
  };
}

/** The optimiser's fields whose number float32 has to hold, by dotted path, and those that it has to tell from 1. */
export function optimizerNumbers(optimizer: OptimizerSpecification) {
  const { sizes, decays } = fieldsOf(optimizer);
  const values: ReadonlyMap<string, unknown> = new Map(Object.entries(optimizer));
  const numbers = (names: readonly string[]) =>
    names.flatMap((name) => {
      const value = values.get(name);
      return typeof value === 'number' ? [[`optimizer.${name}`, value] as const] : [];
    });
  return { sizes: numbers([...SHARED_FIELDS.sizes, ...sizes]), decays: numbers(decays) };
}

/** What the optimiser's fields have wrong together. */
export function optimizerIssues(optimizer: OptimizerSpecification): Issue[] {
  return fieldsOf(optimizer).check?.(optimizer) ?? [];
}
