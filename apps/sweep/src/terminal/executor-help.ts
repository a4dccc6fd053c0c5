import { type AnyExecutorKind, optionNames } from '@collapse/executors/contract';

const WIDTH = 100;

/** A section of the help: each executor, what its file of options may hold, and where to read on. */
export function executorHelp(kinds: readonly AnyExecutorKind[]): string {
  const indent = 4 + Math.max(...kinds.map(({ name }) => name.length));
  const lines = kinds.flatMap((kind) => [
    `  ${kind.name.padEnd(indent - 2)}${kind.summary}${kind.documentation === undefined ? '' : `, see ${kind.documentation}`}`,
    ...wrapped(optionNames(kind), indent),
  ]);
  return `\nExecutors, each with the fields of its --executor-options:\n${lines.join('\n')}`;
}

/** Names with commas between them, in as many lines as they take. */
function wrapped(names: readonly string[], indent: number): string[] {
  const lines: string[] = [];
  for (const [index, name] of names.entries()) {
    const word = index < names.length - 1 ? `${name},` : name;
    const last = lines.at(-1);
    if (last === undefined || indent + last.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.map((line) => ' '.repeat(indent) + line);
}
