import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@collapse/trials';
import { PROJECT_FOLDER } from '../user-path.ts';

/** Where the project's own MLflow server keeps its database and artifacts. */
export const MLFLOW_FOLDER = join(PROJECT_FOLDER, '.data', 'mlflow');

/**
 * The mlflow program: MLFLOW_EXECUTABLE, else the one that set-up installs.
 * @throws UserError where there is none
 */
export function mlflowExecutable(environment: NodeJS.ProcessEnv): string {
  const given = environment.MLFLOW_EXECUTABLE;
  const path = given || join(PROJECT_FOLDER, '.venv', 'bin', 'mlflow');
  if (existsSync(path)) return path;
  throw new UserError({
    field: given ? 'MLFLOW_EXECUTABLE' : 'MLflow',
    expected: 'the mlflow program',
    received: `none at ${path}`,
    remedy: given
      ? 'Correct the variable, or unset it to use the project’s own.'
      : 'Install it with `npm run setup`. Grids run without it too.',
  });
}
