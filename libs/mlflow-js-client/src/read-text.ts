import { MlflowError, type RequestSummary } from './errors.ts';

/**
 * Reads a reply's text as it arrives, uncompressed, and stops where it becomes longer than `limit` bytes: a few bytes on the
 * wire may stand for any number.
 * @throws MlflowError reply-too-large
 */
export async function readText(response: Response, limit: number, request: RequestSummary): Promise<string> {
  const { text, whole } = await readBeginning(response, limit);
  if (whole) return text;
  throw new MlflowError({
    kind: 'reply-too-large',
    httpStatus: response.status,
    message: `${response.status} with a body of more than ${limit} bytes.`,
    remedy: 'The address may not be that of a tracking server; ask for less at once, or raise maxReplyBytes.',
    request,
  });
}

/** The first bytes of a reply as text, at the most `limit`, and whether that is all of it. The rest is not received. */
export async function readBeginning(
  response: Response,
  limit: number,
): Promise<{ readonly text: string; readonly whole: boolean }> {
  const reader = (response.body ?? new Blob([]).stream()).getReader();
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return { text: parts.join('') + decoder.decode(), whole: true };
    const room = limit - bytes;
    bytes += value.length;
    parts.push(decoder.decode(value.subarray(0, room), { stream: true }));
    if (bytes <= limit) continue;
    await reader.cancel();
    return { text: parts.join(''), whole: false };
  }
}

/** A stream of the same bytes that breaks where they are more than `limit`. */
export function limitBytes(
  stream: ReadableStream<Uint8Array>,
  limit: number,
  tooMany: () => MlflowError,
): ReadableStream<Uint8Array> {
  let bytes = 0;
  return stream.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.length;
        if (bytes > limit) throw tooMany();
        controller.enqueue(chunk);
      },
    }),
  );
}
