import { UserError } from '@collapse/trials';

// What makes going on pointless.

/** Another process called `sweep cancel`. */
export function cancelledElsewhere(studyDirectory: string): UserError {
  return new UserError({
    field: studyDirectory,
    expected: 'tasks that run to their end',
    received: 'tasks that were cancelled with `sweep cancel`',
    remedy: 'What is done is kept; run the same command again to go on.',
  });
}

/**
 * Not one task has said a word.
 * @param log the end of the last one's; null where there is none
 */
export function noTaskBegins(count: number, last: string, log: string | null, studyDirectory: string): UserError {
  return new UserError({
    field: '--executor slurm',
    expected: 'tasks that begin on their nodes',
    received: `${count} that ended before their first word; the last: ${last}`,
    remedy: remedyFor(log, studyDirectory),
  });
}

function remedyFor(log: string | null, studyDirectory: string): string {
  if (log === null) {
    return `Nodes must see the study folder under the same path (${studyDirectory}): choose one on the shared file system with --out.`;
  }
  if (log === '') return 'Its log is empty: does the template come as far as its line exec "$@"?';
  return 'Its log says why; nodes must see this project under the same path.';
}
