import { parseOptions, UserError } from '@collapse/trials';
import type { AnyExecutorKind, Execution, ExecutorContext, OptionsFile } from './executor-kind.ts';

/**
 * Makes an execution of a kind, its options checked and filled in.
 * @throws UserError for options that the kind does not have, or a place that cannot be reached
 */
export async function openExecution(kind: AnyExecutorKind, context: ExecutorContext): Promise<Execution> {
  refuseLocalArguments(kind, context);
  return kind.create(optionsOf(kind, context.file), context);
}

/** Names of the fields that a kind's file of options may have. */
export function optionNames({ options }: AnyExecutorKind): string[] {
  return Object.keys(options.shape);
}

function optionsOf(kind: AnyExecutorKind, file: OptionsFile | null): unknown {
  if (file !== null && optionNames(kind).length === 0) throw hasNoOptions(kind, file);
  const parse = kind.parse?.bind(kind) ?? ((value, source) => parseOptions(kind.options, value, source));
  if (file !== null) return parse(file.value, file.source);
  if (!kind.options.safeParse({}).success) throw needsFile(kind);
  return parse({}, '--executor-options');
}

function refuseLocalArguments({ name, here }: AnyExecutorKind, { workers, gpus }: ExecutorContext): void {
  const field = workers !== null ? '--workers' : gpus.length > 0 ? '--gpus' : null;
  if (here || field === null) return;
  throw new UserError({
    field,
    expected: 'an executor that runs trials on this machine',
    received: `--executor ${name}`,
    remedy: 'Leave it out: how many run at once is set in the file of --executor-options.',
  });
}

function hasNoOptions({ name }: AnyExecutorKind, { source }: OptionsFile): UserError {
  return new UserError({
    field: '--executor-options',
    expected: `no file: the executor ${name} has no options of its own`,
    received: source,
    remedy: 'Name the executor that the file is for with --executor, or leave it out.',
  });
}

function needsFile(kind: AnyExecutorKind): UserError {
  const { name, example, documentation } = kind;
  const shown = example === undefined ? '' : `, such as ${JSON.stringify(example)}`;
  return new UserError({
    field: '--executor-options',
    expected: `a JSON file with the options of the executor ${name} (${optionNames(kind).join(', ')})${shown}`,
    received: 'none',
    remedy: `Write one${documentation === undefined ? '' : `; ${documentation} lists what it may hold`}.`,
  });
}
