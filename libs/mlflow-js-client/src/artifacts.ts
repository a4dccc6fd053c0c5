import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeArtifactPath } from './artifact-path.ts';
import { callApi } from './call-api.ts';
import type { FileInfo } from './entities.ts';
import { invalidInput, MlflowError } from './errors.ts';
import { type HttpRequest, openStream, sendOnce } from './http.ts';
import { readLocalFile, streamOf, writeLocalFile, writeStream } from './local-file.ts';
import { pages } from './pages.ts';
import { limitBytes, readText } from './read-text.ts';
import { filesReply } from './replies.ts';
import type { ResolvedOptions } from './resolve-options.ts';
import { withRetries } from './retry.ts';
import { getRun } from './runs.ts';
import { checkCount, checkId } from './values.ts';

/** Text names a local file, as in MLflow's Python client; bytes and streams are the content itself. */
export type ArtifactSource = string | URL | Uint8Array | Blob | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

/** Run id to the encoded path of its artifacts below mlflow-artifacts/artifacts/: it never changes for a run. */
export type ArtifactRoots = Map<string, string>;

const REMEMBERED_ROOTS = 1000;

/** Content is sent with retries, except a stream, which can be read only once. An artifact of the same path is replaced. */
export async function logArtifact(
  options: ResolvedOptions,
  roots: ArtifactRoots,
  runId: string,
  source: ArtifactSource,
  artifactFile: string | undefined,
): Promise<void> {
  const localFile = localPath(source);
  const target = artifactFile ?? (localFile === undefined ? undefined : basename(localFile));
  const path = await artifactUrlPath(options, roots, runId, encodeArtifactPath(target));
  const { open, repeatable } = content(source);
  await withRetries(options, repeatable ? 'always' : 'never', async (left) => {
    const request: HttpRequest = { method: 'PUT', path, body: await open(), contentType: 'application/octet-stream' };
    await sendOnce(options, request, Math.min(options.artifactTimeout, left), (response, summary) =>
      readText(response, options.maxReplyBytes, summary),
    );
  });
}

function localPath(source: ArtifactSource): string | undefined {
  if (typeof source === 'string') return source;
  return source instanceof URL ? fileURLToPath(source) : undefined;
}

function content(source: ArtifactSource): { open: () => Promise<HttpRequest['body']>; repeatable: boolean } {
  if (typeof source === 'string' || source instanceof URL) {
    return { open: () => readLocalFile(localPath(source) ?? ''), repeatable: true };
  }
  if (source instanceof Blob) return { open: async () => source, repeatable: true };
  if (source instanceof Uint8Array) {
    const bytes = hasOwnBuffer(source) ? source : source.slice();
    return { open: async () => bytes, repeatable: true };
  }
  const stream = source instanceof ReadableStream ? source : streamOf(source);
  return { open: async () => stream, repeatable: false };
}

/** fetch takes no bytes of a SharedArrayBuffer. */
function hasOwnBuffer(bytes: Uint8Array): bytes is Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer;
}

export async function listArtifacts(
  options: ResolvedOptions,
  runId: string,
  path: string | undefined,
): Promise<readonly FileInfo[]> {
  if (path !== undefined) encodeArtifactPath(path);
  const files: FileInfo[] = [];
  const get = async (pageToken: string | undefined) => {
    const { files, next_page_token: nextPageToken } = await callApi(options, {
      method: 'GET',
      endpoint: 'artifacts/list',
      query: { run_id: checkId('runId', runId), path, page_token: pageToken },
      reply: filesReply,
      repeat: 'always',
    });
    return { files, nextPageToken };
  };
  for await (const page of pages(get)) for (const file of page.files) files.push(file);
  return files;
}

export interface DownloadOptions {
  /** The stream breaks where there are more, uncompressed. No limit by default. */
  readonly maxBytes?: number | undefined;
}

/** Only the opening is repeated: what breaks later breaks the stream. */
export async function downloadArtifact(
  options: ResolvedOptions,
  roots: ArtifactRoots,
  runId: string,
  artifactFile: string,
  { maxBytes }: DownloadOptions = {},
): Promise<ReadableStream<Uint8Array>> {
  const path = await artifactUrlPath(options, roots, runId, encodeArtifactPath(artifactFile));
  if (maxBytes !== undefined) checkCount('maxBytes', maxBytes, 0, Number.MAX_SAFE_INTEGER);
  const stream = await withRetries(options, 'always', (left) =>
    openStream(options, { method: 'GET', path }, Math.min(options.artifactTimeout, left)),
  );
  if (maxBytes === undefined) return stream;
  return limitBytes(stream, maxBytes, () => {
    return new MlflowError({
      kind: 'reply-too-large',
      message: `${artifactFile} has more than ${maxBytes} bytes.`,
      remedy: 'Raise maxBytes, or see what was logged under that name.',
      request: { method: 'GET', path, trackingUri: options.trackingUri },
    });
  });
}

/** Under a temporary name until complete; a download that breaks is repeated. */
export async function saveArtifact(
  options: ResolvedOptions,
  roots: ArtifactRoots,
  runId: string,
  artifactFile: string,
  localFile: string,
): Promise<void> {
  const path = await artifactUrlPath(options, roots, runId, encodeArtifactPath(artifactFile));
  await writeLocalFile(localFile, (unfinished) =>
    withRetries(options, 'always', async (left) => {
      const stream = await openStream(options, { method: 'GET', path }, Math.min(options.artifactTimeout, left));
      await writeStream(stream, unfinished);
    }),
  );
}

/** Deleting what is not there is no error. */
export async function deleteArtifact(
  options: ResolvedOptions,
  roots: ArtifactRoots,
  runId: string,
  artifactPath: string,
): Promise<void> {
  const path = await artifactUrlPath(options, roots, runId, encodeArtifactPath(artifactPath));
  await withRetries(options, 'always', (left) =>
    sendOnce(options, { method: 'DELETE', path }, Math.min(options.timeout, left), (response, summary) =>
      readText(response, options.maxReplyBytes, summary),
    ),
  );
}

/** The URL path of an artifact on the server's artifact proxy. Asking for the run also proves that it exists: the proxy does not check. */
async function artifactUrlPath(
  options: ResolvedOptions,
  roots: ArtifactRoots,
  runId: string,
  encodedPath: string,
): Promise<string> {
  const known = roots.get(runId);
  if (known !== undefined) return `${known}/${encodedPath}`;
  const { artifactUri } = (await getRun(options, runId)).info;
  const root = /^mlflow-artifacts:(?:\/\/[^/]*)?\/+(.+)$/.exec(artifactUri)?.[1];
  if (root === undefined) {
    throw invalidInput(
      `artifact location of run ${runId}`,
      'one behind the server (mlflow-artifacts:/...)',
      artifactUri,
      'Start the server with --artifacts-destination, and use an experiment created since then.',
    );
  }
  const path = `/api/2.0/mlflow-artifacts/artifacts/${encodeArtifactPath(root)}`;
  const [oldest] = roots.keys();
  if (roots.size >= REMEMBERED_ROOTS && oldest !== undefined) roots.delete(oldest);
  roots.set(runId, path);
  return `${path}/${encodedPath}`;
}
