import type { GridComponent } from '@collapse/study';
import { type Trial, type TrialSpecification, trainingId, trialId } from '@collapse/trials';

/** How many trials share their training with another one; null where none does. */
export function sharedTrainingNotice(trials: readonly Trial[]): string | null {
  const groups = [...Map.groupBy(trials, ({ specification }) => trainingId(specification)).values()];
  if (groups.length === trials.length) return null;
  const fields = new Set(
    groups.flatMap(([first, ...others]) =>
      others.flatMap((other) => (first === undefined ? [] : differingFields(first.specification, other.specification))),
    ),
  );
  return (
    `${trials.length.toLocaleString('en')} trials are ${groups.length.toLocaleString('en')} trainings: those that differ ` +
    `only in ${[...fields].join(', ')} are trained alike, each on its own.`
  );
}

/**
 * Networks that are done from the start of earlier versions, and that a grid which leaves `model.initialization` out trains
 * again from today's default; null where there are none.
 * @param every the grid's trials
 * @param left those that are not done
 * @param isDone whether a trial of that id is done in the study folder or in the one that is reused
 */
export function formerStartNotice(
  every: readonly Trial[],
  left: readonly Trial[],
  isDone: (trialId: string) => boolean,
): string | null {
  const own = new Set(every.map(({ id }) => id));
  const again = left.filter(({ specification }) => {
    const { model } = specification;
    if (model.initialization !== 'glorot-uniform') return false;
    const former = trialId({ ...specification, model: { ...model, initialization: 'he-normal' } });
    return !own.has(former) && isDone(former);
  });
  if (again.length === 0) return null;
  const trials = again.length === 1 ? '1 trial' : `${again.length.toLocaleString('en')} trials`;
  return (
    `${trials} of this grid ${again.length === 1 ? 'is' : 'are'} done from the start of earlier versions, model.initialization he-normal, and would be ` +
    'trained again from glorot-uniform, the default now. To keep what is done, write "initialization": "he-normal" ' +
    'beside the hidden layers or channels in the grid.'
  );
}

/** Dotted paths of the leaves that differ. */
function differingFields(one: TrialSpecification, other: TrialSpecification): string[] {
  return pathsWhereDifferent(one, other, '');
}

function pathsWhereDifferent(one: unknown, other: unknown, path: string): string[] {
  if (JSON.stringify(one) === JSON.stringify(other)) return [];
  if (!isSection(one) || !isSection(other)) return [path];
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].flatMap((name) =>
    pathsWhereDifferent(one[name], other[name], path === '' ? name : `${path}.${name}`),
  );
}

function isSection(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Components that are not what the study's earlier trials were made of: those trials are no longer the grid's. */
export function changedComponentNotices(
  before: readonly GridComponent[],
  now: readonly Pick<GridComponent, 'file' | 'kind' | 'name' | 'sha256'>[],
): string[] {
  return before.flatMap(({ kind, name, file, sha256 }) => {
    const same = now.find((component) => component.kind === kind && component.name === name);
    if (same === undefined || same.sha256 === sha256) return [];
    return [
      `The ${kind} "${name}" of ${same.file} has changed since the study was trained with ${file} (sha256 ${sha256.slice(0, 12)}, now ${same.sha256.slice(0, 12)}): its trials are new ones.`,
    ];
  });
}
