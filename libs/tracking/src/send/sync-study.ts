import { withServer } from '../server/tracking-client.ts';
import { StudySync, type StudySyncOptions } from './study-sync.ts';
import type { SyncReport } from './sync-report.ts';

/**
 * Sends everything of a study folder that its server has not acknowledged. Where the server goes away in the middle, what
 * it acknowledged is kept, and another call goes on from there.
 * @throws ServerAway where it does not answer
 * @throws UserError as StudySync.open does, and where the server refuses
 */
export function syncStudy(options: StudySyncOptions): Promise<SyncReport> {
  return withServer(() => sendAll(options));
}

async function sendAll(options: StudySyncOptions): Promise<SyncReport> {
  const sync = await StudySync.open(options);
  try {
    await sync.sendTrials();
    await sync.sendStudy();
    return sync.report();
  } finally {
    sync.close();
  }
}
