import type { Backend } from '@collapse/backend';
import { type ComponentFile, openComponents } from '@collapse/components';
import { createTrainingSession, type TrainingSession } from '@collapse/training';
import { type Catalog, type Trial, trialId } from '@collapse/trials';
import type { TrialGroup } from '../contract/executor.ts';

/** A session, with what its trials can be made of. */
interface OpenSession {
  readonly session: TrainingSession;
  readonly catalog: Catalog;
}

/**
 * The session for a group of trials, by the components from outside that they may use: loaded from their files, and refused
 * where a file has another hash than the trials were planned with. One is kept, since trials of one grid follow each other.
 * The promise rejects with a UserError where a component cannot be had.
 */
export function componentSessions(backend: Backend): (group: TrialGroup) => Promise<TrainingSession> {
  let kept: { readonly key: string; readonly open: OpenSession } | null = null;
  return async (group) => {
    const files = group[0]?.components ?? [];
    const key = JSON.stringify(files);
    if (kept?.key !== key) {
      const open = await openSession(backend, files);
      kept?.open.session.dispose();
      kept = { key, open };
    }
    const { session, catalog } = kept.open;
    for (const { trial } of group) requireSameTrial(catalog, trial);
    return session;
  };
}

/** A session whose trials may use these components. */
export async function openSession(backend: Backend, files: readonly ComponentFile[]): Promise<OpenSession> {
  const listed = files.map((known) => ({ ...known, name: known.file }));
  const { catalog } = await openComponents(listed, { source: 'components' });
  return { catalog, session: createTrainingSession(backend, catalog.components) };
}

/** With its components at hand, a specification has to mean the trial that it meant where it was planned. */
function requireSameTrial({ specification: schema }: Catalog, { id, specification }: Trial): void {
  if (specification.components === undefined) return;
  // Not the trial's own id: measures are taken again by another evaluation, under the id of what was trained.
  const here = trialId(schema.parse(specification));
  if (here === trialId(specification)) return;
  throw new Error(`the specification of trial ${id} is that of trial ${here} to the components of this worker`);
}
