import { parseArgs } from 'node:util';

export interface MutationOptions {
  /** Folder names under libs/; all where it is empty. */
  readonly libraries: readonly string[];
  /** Only mutations of files whose path holds this. */
  readonly file: string | null;
  /** Only mutations whose meaning or text holds this. */
  readonly only: string | null;
  /** Only mutations of files that differ from this revision. */
  readonly since: string | null;
  /** Mutations tried at once, each in a copy of its own. */
  readonly jobs: number;
  /** Whether the named tests alone decide. */
  readonly quick: boolean;
  /** Whether only to see that the lists fit the source, without running a test. */
  readonly check: boolean;
}

export const USAGE = `Usage: npx nx run tools:mutation [--library NAME]... [--file PART] [--only TEXT] [--since REVISION] [--jobs N] [--quick] [--check]

  --library NAME    mutations of libs/NAME; may be given several times
  --file PART       of files whose path holds PART
  --only TEXT       whose meaning or text to be found holds TEXT
  --since REVISION  of files that differ from REVISION, as git sees it
  --jobs N          N at once, 2 by default
  --quick           only the tests named with each mutation, not the other ones of its library and of those that use it
  --check           runs no test: only whether each text to be replaced is in its file, and tests exist`;

/** @throws Error for an option that does not exist or a number that is none. */
export function parseMutationOptions(args: readonly string[]): MutationOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      library: { type: 'string', multiple: true, default: [] },
      file: { type: 'string' },
      only: { type: 'string' },
      since: { type: 'string' },
      jobs: { type: 'string', default: '2' },
      quick: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const jobs = Number(values.jobs);
  if (!Number.isSafeInteger(jobs) || jobs < 1)
    throw new Error(`--jobs: expected an integer >= 1, received ${values.jobs}`);
  return {
    libraries: values.library.flatMap((names) => names.split(',')),
    file: values.file ?? null,
    only: values.only ?? null,
    since: values.since ?? null,
    jobs,
    quick: values.quick,
    check: values.check,
  };
}
