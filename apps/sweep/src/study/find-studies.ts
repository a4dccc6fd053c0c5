import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { inStudyOrder } from '@collapse/analysis';
import { isStudyInput, nearestName, parseStudy, type StudyDefinition, UserError } from '@collapse/trials';
import { loadGridFile } from '../load-grid-file.ts';
import { forUser, PROJECT_FOLDER } from '../user-path.ts';

/** A study and the file that defines it. */
export interface FoundStudy {
  readonly file: string;
  readonly definition: StudyDefinition;
}

const FOLDER = join(PROJECT_FOLDER, 'experiments');

/** Every study in experiments/, in the gallery's order. @throws UserError where a file there is broken */
export async function findStudies(): Promise<FoundStudy[]> {
  const found: FoundStudy[] = [];
  for (const name of readdirSync(FOLDER).filter((entry) => entry.endsWith('.ts'))) {
    const file = join(FOLDER, name);
    const input = await loadGridFile(file);
    if (isStudyInput(input)) found.push({ file, definition: parseStudy(input, forUser(file)) });
  }
  return inStudyOrder(found, ({ definition }) => definition.name);
}

/** @throws UserError where there is no such study */
export async function findStudy(name: string): Promise<FoundStudy> {
  const studies = await findStudies();
  const found = studies.find(({ definition }) => definition.name === name);
  if (found !== undefined) return found;
  const names = studies.map(({ definition }) => definition.name);
  const near = nearestName(name, names);
  throw new UserError({
    field: '--name',
    expected: `one of ${names.join(', ')}`,
    received: name,
    remedy: near === null ? 'List them with `npx sweep studies`.' : `Did you mean ${near}?`,
  });
}
