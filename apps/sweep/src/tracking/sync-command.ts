import { commandLine } from '../command-line.ts';
import { forUser } from '../user-path.ts';
import type { ChosenTracking } from './choose-tracking.ts';

/** The command that sends what a server does not have yet, as the user can type it. */
export function syncCommand(directory: string, { trackingUri, source }: ChosenTracking): string {
  const url = new URL(trackingUri);
  // Never a password on a terminal; the user's variables hold it as before.
  const shown =
    url.username === '' && url.password === '' ? trackingUri : `${url.protocol}//${url.host}${url.pathname}`;
  const given = source === '--tracking' || source === 'local server' ? ['--tracking', shown] : [];
  return commandLine(['sync', '--study', forUser(directory), ...given]);
}
