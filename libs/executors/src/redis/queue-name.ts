import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isJsonObject, readGridRecord, type StudyPaths, writeFileDurably } from '@collapse/study';

/**
 * The name of a study's queue: its own and a few random digits, kept in the study folder. A controller that is started
 * again finds its jobs by it, and two studies of one name never share any.
 */
export function queueName(paths: StudyPaths, randomId: () => string): string {
  const kept = keptQueueName(paths);
  if (kept !== null) return kept;
  const name = readGridRecord(paths)?.name ?? basename(paths.directory);
  const queue = `${name.replace(/[^\w-]+/g, '-')}-${randomId().slice(0, 8)}`;
  writeFileDurably(fileOf(paths), `${JSON.stringify({ queue })}\n`);
  return queue;
}

/** null where the study has none yet. */
export function keptQueueName(paths: StudyPaths): string | null {
  try {
    const kept: unknown = JSON.parse(readFileSync(fileOf(paths), 'utf8'));
    return isJsonObject(kept) && typeof kept.queue === 'string' ? kept.queue : null;
  } catch (error) {
    // None yet, or none that is whole: a new one is made.
    if (error instanceof SyntaxError || (error instanceof Error && 'code' in error && error.code === 'ENOENT'))
      return null;
    throw error;
  }
}

function fileOf(paths: StudyPaths): string {
  return join(paths.directory, 'redis.json');
}
