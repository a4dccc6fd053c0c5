/** A change of the source that would make something wrong, and that some test should therefore notice. */
export interface Mutation {
  /** Exact text of the file. It must stand there once, or `occurrence` says which one is meant. */
  readonly find: string;
  readonly replace: string;
  /** What would be wrong. */
  readonly means: string;
  /** From 1. */
  readonly occurrence?: number;
  /** Instead of the file's own `tests`. */
  readonly tests?: readonly string[];
  /** Why nothing can notice it: it takes no part in the count. */
  readonly equivalent?: string;
  /** Why it may live although a test could notice it: it counts as alive. */
  readonly accepted?: string;
}

/** Mutations of one file. */
export interface MutatedFile {
  /** From the root of the repository. */
  readonly file: string;
  /** Test files that are most likely to notice, from the library's `test` folder, or from the root where they start with libs/ or apps/. */
  readonly tests: readonly string[];
  readonly mutations: readonly Mutation[];
}

/** A mutation with what its file gives it. */
export interface PlacedMutation extends Mutation {
  readonly file: string;
  /** The folder under libs/ or apps/ that the file is in. */
  readonly library: string;
  /** From the root of the repository. */
  readonly tests: readonly string[];
}

export function placed({ file, tests, mutations }: MutatedFile): PlacedMutation[] {
  const [home = '', library = ''] = file.split('/');
  return mutations.map((mutation) => ({
    ...mutation,
    file,
    library,
    tests: (mutation.tests ?? tests).map((test) =>
      /^(libs|apps)\//.test(test) ? test : `${home}/${library}/test/${test}`,
    ),
  }));
}

/** The list does not follow the source any more. */
export class ListError extends Error {}

/** @throws ListError where the text to be found is not there, or stands there more often than the list knows. */
export function mutate(source: string, { find, replace, occurrence }: Mutation): string {
  const places: number[] = [];
  for (let at = source.indexOf(find); at >= 0; at = source.indexOf(find, at + 1)) places.push(at);
  if (places.length === 0) throw new ListError('the text to be replaced is not in the file');
  if (occurrence === undefined && places.length > 1) {
    throw new ListError(`the text to be replaced is in the file ${places.length} times: say which by \`occurrence\``);
  }
  const at = places[(occurrence ?? 1) - 1];
  if (at === undefined) throw new ListError(`the text to be replaced is in the file ${places.length} times only`);
  if (find === replace) throw new ListError('the replacement changes nothing');
  return source.slice(0, at) + replace + source.slice(at + find.length);
}
