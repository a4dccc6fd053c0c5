import { mkdirSync } from 'node:fs';
import { lockStudy, StorageError, type StudyLock, studyPaths, writing } from '@collapse/study';
import { UserError } from '@collapse/trials';
import type { TrackingPaths } from '../server/tracking-paths.ts';

/**
 * The right to send one study to one server, held by one process at a time.
 * @throws UserError where another process is sending it
 * @throws StorageError where the study folder cannot be written
 */
export function lockSync(paths: TrackingPaths, trackingUri: string): StudyLock {
  writing(paths.directory, () => mkdirSync(paths.directory, { recursive: true }));
  try {
    return lockStudy(studyPaths(paths.directory));
  } catch (error) {
    if (!(error instanceof UserError) || error instanceof StorageError) throw error;
    throw new UserError(
      {
        field: 'sync',
        expected: `no other sync of this study to ${trackingUri}`,
        received: error.received.replace(/^one in use by/, 'one by'),
        remedy: 'Wait until it has ended (a grid that is training sends as it goes), then sync again.',
      },
      { cause: error },
    );
  }
}
