import { MlflowError } from './errors.ts';

interface Page {
  readonly nextPageToken: string | undefined;
}

/** More than any server has: with the default sizes of pages a hundred million things. */
const MOST_PAGES = 100_000;

/**
 * The pages of a listing until the server has no more.
 * @param get the page of a token, the first one without
 * @throws MlflowError unexpected-reply where the server gives a token again, or never comes to an end
 */
export async function* pages<T extends Page>(
  get: (pageToken: string | undefined) => Promise<T>,
): AsyncGenerator<T, void, undefined> {
  const seen = new Set<string>();
  let pageToken: string | undefined;
  do {
    const page = await get(pageToken);
    yield page;
    pageToken = page.nextPageToken;
    if (pageToken === undefined) return;
    if (seen.has(pageToken)) throw endless('The server gave the same page token twice.');
    seen.add(pageToken);
  } while (seen.size < MOST_PAGES);
  throw endless(`The server gave ${MOST_PAGES} pages and still names a next one.`);
}

function endless(message: string): MlflowError {
  return new MlflowError({
    kind: 'unexpected-reply',
    message,
    remedy: 'Its listing would never end: look into the server, or into what stands between.',
  });
}
