import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { MlflowError } from './errors.ts';

/** A stream of a local file's bytes. @throws MlflowError invalid-input if it cannot be opened */
export async function readLocalFile(path: string): Promise<ReadableStream<Uint8Array>> {
  try {
    const file = await open(path);
    return streamOf(file.createReadStream());
  } catch (error) {
    throw localFailure(
      error,
      `The file ${path} cannot be read`,
      'Check its name and permissions; for text itself use logText.',
    );
  }
}

/** What an iterable yields, as a stream that reads on only when it is read. */
export function streamOf(source: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await chunks.return?.();
    },
  });
}

/**
 * Runs `write` with a temporary path beside `path`, and gives the file its name once that is done.
 * @throws MlflowError invalid-input if the folder cannot be written
 */
export async function writeLocalFile(path: string, write: (unfinished: string) => Promise<void>): Promise<void> {
  const unfinished = `${path}.${process.pid}.part`;
  try {
    await write(unfinished);
    await rename(unfinished, path);
  } catch (error) {
    if (error instanceof MlflowError) throw error;
    throw localFailure(
      error,
      `The file ${path} cannot be written`,
      'Check that its folder exists, and the space left.',
    );
  } finally {
    await rm(unfinished, { force: true });
  }
}

export async function writeStream(stream: ReadableStream<Uint8Array>, path: string): Promise<void> {
  await pipeline(stream, createWriteStream(path));
}

function localFailure(cause: unknown, message: string, remedy: string): MlflowError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new MlflowError({ kind: 'invalid-input', message: `${message} (${reason}).`, remedy, untouched: true, cause });
}
