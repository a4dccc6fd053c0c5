import { findLocalServer } from '@collapse/tracking';
import { UserError } from '@collapse/trials';
import { MLFLOW_FOLDER } from './mlflow-installation.ts';

/** Where results are sent, and who says so. */
export interface ChosenTracking {
  readonly trackingUri: string;
  readonly source: '--tracking' | 'MLFLOW_TRACKING_URI' | 'local server';
}

/**
 * What --tracking says; else MLFLOW_TRACKING_URI; else the project's own server where it is up; else null. `off` is null
 * in both.
 * @throws UserError for an address that is none
 */
export async function chooseTracking(
  given: string | undefined,
  environment: NodeJS.ProcessEnv,
): Promise<ChosenTracking | null> {
  if (given === 'off') return null;
  if (given !== undefined) return checked({ trackingUri: given, source: '--tracking' });
  const variable = environment.MLFLOW_TRACKING_URI;
  if (variable === 'off') return null;
  if (variable) return checked({ trackingUri: variable, source: 'MLFLOW_TRACKING_URI' });
  const local = await findLocalServer(MLFLOW_FOLDER);
  return local === null ? null : { trackingUri: local, source: 'local server' };
}

function checked(chosen: ChosenTracking): ChosenTracking {
  const { trackingUri, source } = chosen;
  const scheme = URL.canParse(trackingUri) ? new URL(trackingUri).protocol : null;
  if (scheme === 'http:' || scheme === 'https:') return chosen;
  throw new UserError({
    field: source,
    expected: 'the http or https address of an MLflow server, or off',
    // An address may hold a password: only its scheme is shown.
    received: scheme === null ? 'something else' : `an address of scheme ${scheme}`,
    remedy: 'Write it like http://127.0.0.1:5000, or give --tracking off to send nothing.',
  });
}
