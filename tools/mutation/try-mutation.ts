import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { librariesThatSee, testFilesOf } from './libraries.ts';
import { ListError, mutate, type PlacedMutation } from './mutation.ts';
import { runTests } from './run-tests.ts';

/** killed: some test failed. alive: none did. error: it could not be tried, so the list must be mended. */
export type Verdict = 'killed' | 'alive' | 'error';

export interface Tried {
  readonly mutation: PlacedMutation;
  readonly verdict: Verdict;
  /** The tests that noticed, or what is wrong with the list. */
  readonly by: string;
  readonly seconds: number;
}

export interface TryOptions {
  readonly quick: boolean;
  /** Seconds that tests take where nothing is changed; a run far beyond them hangs, which is noticed too. */
  readonly usualSeconds: (tests: readonly string[]) => number;
}

/** Changes the source in the copy, runs the tests, and puts the source back. */
export async function tryMutation(
  directory: string,
  mutation: PlacedMutation,
  { quick, usualSeconds }: TryOptions,
): Promise<Tried> {
  const began = performance.now();
  const tried = (verdict: Verdict, by: string): Tried => ({
    mutation,
    verdict,
    by,
    seconds: (performance.now() - began) / 1000,
  });
  const path = join(directory, mutation.file);
  const changed = sourcesOf(directory, mutation);
  if ('wrong' in changed) return tried('error', changed.wrong);
  const { source, mutated } = changed;
  const outcomeWith = async (tests: readonly string[]) => {
    writeFileSync(path, mutated);
    const { outcome } = await runTests(directory, tests, 60 + 6 * usualSeconds(tests));
    writeFileSync(path, source);
    return outcome;
  };
  try {
    for (const tests of stagesOf(directory, mutation, quick)) {
      const outcome = await outcomeWith(tests);
      if (outcome === 'passed') continue;
      const by = outcome === 'failed' ? tests.join(' ') : 'tests that hang';
      // The named tests are known to pass without the change. Of the others some fail now and then on a busy machine.
      if (tests === mutation.tests) return tried('killed', by);
      if ((await pass(directory, tests)) && (await outcomeWith(tests)) !== 'passed') return tried('killed', by);
    }
    return tried('alive', '');
  } finally {
    writeFileSync(path, source);
  }
}

/** The file as it is and as it is changed; or why it cannot be changed. */
export function sourcesOf(
  directory: string,
  mutation: PlacedMutation,
): { readonly source: string; readonly mutated: string } | { readonly wrong: string } {
  const missing = mutation.tests.find((test) => !existsSync(join(directory, test)));
  if (missing !== undefined) return { wrong: `there is no ${missing}` };
  try {
    const source = readFileSync(join(directory, mutation.file), 'utf8');
    const mutated = mutate(source, mutation);
    // What is no program would be noticed by every test.
    stripTypeScriptTypes(mutated);
    return { source, mutated };
  } catch (error) {
    const known =
      error instanceof ListError || error instanceof SyntaxError || (error instanceof Error && 'code' in error);
    if (known) return { wrong: error.message };
    throw error;
  }
}

/** Whether these tests pass without any change, by their names; asked once. */
const passing = new Map<string, Promise<boolean>>();

function pass(directory: string, tests: readonly string[]): Promise<boolean> {
  const key = tests.join(' ');
  const known = passing.get(key) ?? runTests(directory, tests, 1800).then(({ outcome }) => outcome === 'passed');
  passing.set(key, known);
  return known;
}

/** The named tests; then the others of the library, and of each library that uses it. */
function stagesOf(directory: string, { library, tests }: PlacedMutation, quick: boolean): (readonly string[])[] {
  if (quick) return [tests];
  const others = librariesThatSee(directory, library).map((name) =>
    testFilesOf(directory, name).filter((file) => !tests.includes(file)),
  );
  return [tests, ...others].filter((files) => files.length > 0);
}
