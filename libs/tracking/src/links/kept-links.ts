import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject, writeFileDurably } from '@collapse/study';
import { type TrackingPaths, trackingFolder } from '../server/tracking-paths.ts';
import type { ReviewLink } from './review-links.ts';

const FILE = 'links.json';

/**
 * Keeps where a study is to be looked at, so that its report can say so without a server.
 * @throws StorageError where the study folder cannot be written
 */
export function keepLinks({ directory }: TrackingPaths, links: readonly ReviewLink[]): void {
  writeFileDurably(join(directory, FILE), `${JSON.stringify(links, null, 2)}\n`);
}

/** The links of every server that a study was sent to; none where it was sent to none. */
export function keptLinks(studyDirectory: string): ReviewLink[] {
  const folder = trackingFolder(studyDirectory);
  return namesIn(folder).flatMap((server) => {
    const text = readIfThere(join(folder, server, FILE));
    const kept: unknown = text === null ? [] : JSON.parse(text);
    return Array.isArray(kept) ? kept.filter(isReviewLink) : [];
  });
}

function namesIn(folder: string): string[] {
  return whereItIs(() => readdirSync(folder).sort()) ?? [];
}

function readIfThere(file: string): string | null {
  return whereItIs(() => readFileSync(file, 'utf8'));
}

function whereItIs<Value>(read: () => Value): Value | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null;
    throw error;
  }
}

/** Only addresses of the web: the report makes them something to click on. */
function isReviewLink(value: unknown): value is ReviewLink {
  if (!isJsonObject(value) || typeof value.title !== 'string' || typeof value.url !== 'string') return false;
  return /^https?:\/\//.test(value.url);
}
