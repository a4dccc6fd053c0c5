import { readFileSync, realpathSync, statSync } from 'node:fs';
import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BUILT_IN, type Components } from '@collapse/models';
import { CATALOG, type Catalog, createCatalog, GridError, type Issue, messageOf, UserError } from '@collapse/trials';
import { contractIssues, looksLikeComponent, partOf, placeOf, type SourceFile } from './component-contract.ts';
import type { ComponentFile, ComponentRecord } from './component-file.ts';
import { componentHash } from './component-hash.ts';
import { MODULE_EXTENSIONS } from './import-graph.ts';
import { PART_NAMES, PARTS, type Part } from './parts.ts';
import { lineOfError } from './source-lines.ts';

/** What trials can be made of: what is built in and what some files add. */
export interface OpenComponents {
  readonly catalog: Catalog;
  /** Of those from outside, in the order of the files. */
  readonly records: readonly ComponentRecord[];
  /** For workers to load the same. */
  readonly files: readonly ComponentFile[];
}

/** A file of components: where it is, and what it is called in errors and records. */
export interface ListedFile {
  /** Absolute. */
  readonly file: string;
  readonly name: string;
  /** The hash that it has to have; any where it is left out. */
  readonly sha256?: string;
}

export interface OpenOptions {
  /** Who lists the files, for errors. */
  readonly source: string;
  /** What to do about a file that is not there. */
  readonly missing?: string;
  /** Runs a module that a user wrote; may keep watch over it. */
  readonly guard?: (run: () => Promise<Exports>, file: string) => Promise<Exports>;
}

type Exports = Readonly<Record<string, unknown>>;

/** Nothing from outside. */
const NO_COMPONENTS: OpenComponents = { catalog: CATALOG, records: [], files: [] };

/**
 * Loads the components of some files and adds them to what is built in. What shows without tensors is checked.
 * @throws UserError for a file that cannot be loaded, GridError with everything that is wrong with what the files export
 */
export async function openComponents(
  listed: readonly ListedFile[],
  { source, missing = 'Bring the file back or mend the path.', guard = (run) => run() }: OpenOptions,
): Promise<OpenComponents> {
  if (listed.length === 0) return NO_COMPONENTS;
  const issues: Issue[] = [];
  const lists: Readonly<Record<Part, { readonly kind: string }[]>> = {
    likelihood: [...BUILT_IN.likelihoods],
    network: [...BUILT_IN.networks],
    objective: [...BUILT_IN.objectives],
    optimizer: [...BUILT_IN.optimizers],
  };
  const places = new Map<string, string>();
  const records: ComponentRecord[] = [];
  const files: ComponentFile[] = [];
  for (const { file, name, sha256: expected } of listed) {
    requireModule(file, name, missing);
    const sha256 = await componentHash(file, name);
    if (expected !== undefined && expected !== sha256) throw otherHash(name, expected, sha256);
    const text = readFileSync(file, 'utf8');
    const module = await importModule(file, name, sha256, guard);
    const found = candidatesIn(module, { name, text }, issues);
    files.push({ file, sha256 });
    for (const { part, members } of found) {
      const wrong = contractIssues({ part, members }, { name, text });
      issues.push(...wrong);
      if (wrong.length > 0) continue;
      const kind = String(members.kind);
      const list = lists[part];
      const twin = list.find((other) => other.kind === kind);
      const place = placeOf({ name, text }, kind, 'kind');
      if (twin !== undefined) {
        issues.push(taken(part, kind, place, places.get(`${part} ${kind}`)));
        continue;
      }
      places.set(`${part} ${kind}`, place);
      list.push(members as typeof members & { readonly kind: string });
      records.push({ file: name, kind: part, name: kind, sha256, summary: String(members.summary) });
    }
  }
  const [first, ...rest] = issues;
  if (first !== undefined) throw new GridError(source, [first, ...rest]);
  const named = (value: (record: ComponentRecord) => string) =>
    Object.fromEntries(records.map((record) => [`${record.kind} ${record.name}`, value(record)]));
  // What the contract says of each has been checked.
  const components = {
    ...BUILT_IN,
    ...Object.fromEntries(PART_NAMES.map((part) => [PARTS[part].list, lists[part]])),
  } as Components;
  const catalog = createCatalog(
    components,
    named(({ sha256 }) => sha256),
    named(({ file }) => file),
  );
  return { catalog, records, files };
}

function requireModule(file: string, name: string, missing: string): void {
  const kind = statSync(file, { throwIfNoEntry: false });
  const isModule = MODULE_EXTENSIONS.includes(extname(file));
  if (kind?.isFile() && isModule) return;
  throw new UserError({
    field: 'components',
    expected: `files that end in ${MODULE_EXTENSIONS.join(', ')}, relative to the grid file`,
    received: kind === undefined ? `${name}, which does not exist (${file})` : `${name}, which is none`,
    remedy: missing,
  });
}

/** A module is loaded once a process, its imports with it: a file that changed since then cannot be loaded anew. */
const loaded = new Map<string, string>();

async function importModule(
  file: string,
  name: string,
  sha256: string,
  guard: NonNullable<OpenOptions['guard']>,
): Promise<Exports> {
  const path = realpathSync(file);
  const before = loaded.get(path) ?? sha256;
  if (before !== sha256) throw changedSince(name, before, sha256);
  try {
    const exports = await guard(() => import(pathToFileURL(path).href), file);
    loaded.set(path, sha256);
    return exports;
  } catch (error) {
    if (error instanceof UserError) throw error;
    const line = lineOfError(error, path) ?? lineOfError(error, pathToFileURL(path).href);
    throw new UserError(
      {
        field: line === null ? name : `${name}:${line}`,
        expected: 'a module that runs',
        received: `an error: ${messageOf(error)}`,
        remedy: 'Mend the file: nothing was started.',
      },
      { cause: error },
    );
  }
}

function candidatesIn(module: Exports, source: SourceFile, issues: Issue[]): { part: Part; members: Exports }[] {
  // What is exported under two names is one component.
  const values = [...new Set(Object.values(module))];
  const found = values.flatMap((value) => {
    const part = partOf(value);
    return part === null ? [] : [{ part, members: value as Exports }];
  });
  const strangers = values.filter((value) => partOf(value) === null && looksLikeComponent(value));
  if (found.length > 0 && strangers.length === 0) return found;
  const exported = Object.keys(module);
  issues.push({
    field: source.name,
    expected: `components (${PART_NAMES.map((part) => PARTS[part].define).join(', ')}) as exports`,
    received: exported.length === 0 ? 'no exports' : `exports ${exported.join(', ')}, of which ${found.length} are`,
    remedy: nearestDefinition(source.text) ?? 'Export what one of them returns; docs/extending.md shows each.',
  });
  return found;
}

/** Whoever defines a component and forgets to export it. */
function nearestDefinition(text: string): string | null {
  const used = PART_NAMES.map((part) => PARTS[part].define).find((define) => text.includes(`${define}(`));
  return used === undefined ? null : `Write \`export\` in front of what ${used} returns.`;
}

function taken(part: Part, kind: string, place: string, other: string | undefined): Issue {
  return {
    field: place,
    expected: `a name that no other ${part} has`,
    received: other === undefined ? `"${kind}", which is built in` : `"${kind}", which ${other} has too`,
    remedy: `Give it another kind, such as "my-${kind}".`,
  };
}

function otherHash(name: string, expected: string, received: string): UserError {
  return new UserError({
    field: name,
    expected: `the component that the trials were planned with, sha256 ${expected.slice(0, 12)}`,
    received: `another, sha256 ${received.slice(0, 12)}`,
    remedy: 'Put the file back as it was, or run the grid again, which trains what the change makes new.',
  });
}

function changedSince(name: string, before: string, now: string): UserError {
  return new UserError({
    field: name,
    expected: `the file that this process has loaded, sha256 ${before.slice(0, 12)}`,
    received: `it changed, sha256 ${now.slice(0, 12)}`,
    remedy: 'Start the program again.',
  });
}
