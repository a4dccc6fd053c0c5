import { forUser } from './user-path.ts';

/** The command that was called, as the user can type it again. */
export function commandLine(args: readonly string[]): string {
  return ['npx', 'sweep', ...args].map(quoted).join(' ');
}

/** The command that writes a study's table and report again. */
export function reportCommand(directory: string): string {
  return commandLine(['report', '--study', forUser(directory)]);
}

/** The command that ends what a study has under way. */
export function cancelCommand(directory: string): string {
  return commandLine(['cancel', '--study', forUser(directory)]);
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
