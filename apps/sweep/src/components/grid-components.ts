import { basename, dirname, relative, resolve } from 'node:path';
import {
  checkNumbers,
  type ListedFile,
  type OpenComponents,
  openComponents,
  PARTS,
  type UsedComponent,
} from '@collapse/components';
import { type Components, familyOf, networkKind, objectiveKind } from '@collapse/models';
import type { Study } from '@collapse/study';
import { canonicalJson, type Grid, GridError, type TrialSpecification } from '@collapse/trials';
import { z } from 'zod';
import { runGuarded } from '../run-guarded.ts';
import { forUser } from '../user-path.ts';

/** Settings of a component that are tried on made-up numbers; more of them would say little more. */
const MOST_TRIED = 24;

/**
 * Loads the components that a grid lists, relative to its file. What is wrong with the list itself the grid's own check says.
 * @param input the grid, unchecked
 * @throws UserError where a file cannot be loaded or holds no component
 */
export function componentsOfGrid(input: unknown, gridFile: string): Promise<OpenComponents> {
  const folder = dirname(gridFile);
  return openListed(
    listOf(input).map((name) => ({ name, file: resolve(folder, name) })),
    forUser(gridFile),
  );
}

function openListed(listed: readonly ListedFile[], source: string, missing?: string): Promise<OpenComponents> {
  return openComponents(listed, {
    source,
    ...(missing === undefined ? {} : { missing }),
    guard: (run, file) => runGuarded(run, file, 'define components'),
  });
}

function listOf(input: unknown): string[] {
  if (typeof input !== 'object' || input === null || !('components' in input)) return [];
  const { components } = input;
  return Array.isArray(components) ? components.filter((name) => typeof name === 'string' && name !== '') : [];
}

/**
 * Runs a grid's components on made-up numbers, with the fields that its trials have.
 * @throws GridError with everything that is wrong with what they give
 */
export async function tryComponents(
  { records, files, catalog }: OpenComponents,
  grid: Pick<Grid, 'trials' | 'components'>,
  backend: 'auto' | 'native' | 'wasm',
  source: string,
): Promise<void> {
  if (records.length === 0) return;
  const settings = new Map<string, UsedComponent>();
  for (const { specification } of grid.trials) {
    for (const used of partsOf(specification, catalog.components)) {
      const isOutside = records.some(({ kind, name }) => kind === used.part && name === used.kind);
      if (isOutside && settings.size < MOST_TRIED) settings.set(canonicalJson(used), used);
    }
  }
  const unused = records.filter(
    ({ kind, name }) => ![...settings.values()].some((used) => used.part === kind && used.kind === name),
  );
  // A component that no trial has is tried where it needs no fields.
  const byDefault = unused.flatMap(({ kind, name }): UsedComponent[] => {
    const part = kind as UsedComponent['part'];
    const component = catalog.components[PARTS[part].list].find((known) => known.kind === name);
    const own = z.strictObject(component?.fields ?? {}).safeParse({});
    return own.success ? [{ part, kind: name, own: own.data }] : [];
  });
  const names = new Map(files.map(({ file }, index) => [file, grid.components[index] ?? file]));
  const [first, ...rest] = await checkNumbers({
    backend,
    files: files.map((file) => ({ ...file, name: names.get(file.file) ?? file.file })),
    used: [...settings.values(), ...byDefault],
  });
  if (first !== undefined) throw new GridError(source, [first, ...rest]);
}

function partsOf(
  { model, likelihood, objective, optimizer }: TrialSpecification,
  components: Components,
): UsedComponent[] {
  const networks = familyOf(components, model).networks?.(model) ?? [];
  return [
    { part: 'likelihood', kind: likelihood.kind, own: likelihood },
    ...networks.map((own): UsedComponent => ({ part: 'network', kind: networkKind(own), own })),
    { part: 'objective', kind: objectiveKind(objective), own: objective },
    { part: 'optimizer', kind: optimizer.name, own: optimizer },
  ];
}

/**
 * The components that a study was trained with, from the files that its record names.
 * @param folder where they lie now; null for where they lay
 * @throws UserError where a file is gone or has changed
 */
export function componentsOfStudy(
  study: Pick<Study, 'grid' | 'paths'>,
  folder: string | null,
): Promise<OpenComponents> {
  const { components = [] } = study.grid;
  const { directory } = study.paths;
  const files = new Map(
    components.map(({ file, folder: from, sha256 }) => [
      file,
      { name: file, file: folder === null ? resolve(directory, from, file) : resolve(folder, basename(file)), sha256 },
    ]),
  );
  const missing = 'Give the folder where the components lie now with --components.';
  return openListed([...files.values()], forUser(directory), missing);
}

/** The folder of a grid file as a study's record has it: from the study folder, so that both may move together. */
export function recordedFolder(gridFile: string, studyDirectory: string): string {
  return relative(studyDirectory, dirname(gridFile)) || '.';
}
