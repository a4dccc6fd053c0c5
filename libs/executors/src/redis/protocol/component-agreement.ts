import type { ComponentFile, ComponentsFolder } from '@collapse/components';
import type { TrialJob } from '../../contract/executor.ts';

/** sha256 of components from outside, by names such as "likelihood logistic". */
export type ComponentHashes = Readonly<Record<string, string>>;

/** All that trials are made of; undefined where nothing is from outside. */
export function componentsOf(groups: readonly (readonly Pick<TrialJob, 'trial'>[])[]): ComponentHashes | undefined {
  const hashes = Object.assign({}, ...groups.flat().map(({ trial }) => trial.specification.components ?? {}));
  return Object.keys(hashes).length === 0 ? undefined : hashes;
}

/** Why a worker cannot run trials with these components; null where it has all of them. Code never comes through Redis. */
export function componentRefusal(hashes: ComponentHashes, folder: ComponentsFolder | null): string | null {
  const missing = Object.entries(hashes).filter(([, sha256]) => !folder?.find(sha256));
  if (missing.length === 0) return null;
  const names = missing.map(([name, sha256]) => `${name} (sha256 ${sha256.slice(0, 12)})`).join(', ');
  const where =
    folder === null ? 'was started without --components' : `finds none with that hash in ${folder.directory}`;
  return `the study has components from outside, ${names}, and the worker ${where}`;
}

/** What to do about it. */
export const COMPONENT_REMEDY = 'Start a worker with --components and the folder that has those files, as they are.';

/** The files that have them. @throws Error where one is missing */
export function componentFiles(hashes: ComponentHashes = {}, folder: ComponentsFolder | null): ComponentFile[] {
  const refusal = componentRefusal(hashes, folder);
  if (refusal !== null) throw new Error(`${refusal}. ${COMPONENT_REMEDY}`);
  return [...new Set(Object.values(hashes))].flatMap((sha256) => folder?.find(sha256) ?? []);
}
