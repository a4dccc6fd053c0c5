import { closeSync, openSync, readSync } from 'node:fs';
import { z } from 'zod';
import type { WorkerMessage } from '../contract/worker-message.ts';
import { moment, words, workerMessageSchema } from '../contract/worker-message-schema.ts';

/** What a task writes to its status file, a line each. */
export type TaskWord =
  | WorkerMessage
  /** A process has begun the task, for the first time or again. */
  | { readonly kind: 'begun'; readonly host: string; readonly processId: number; readonly timestamp: number }
  | { readonly kind: 'group-over'; readonly group: number; readonly timestamp: number }
  /** And with it its last group: one word, so that nobody hears of the group's end alone and leaves. */
  | { readonly kind: 'task-over'; readonly timestamp: number };

const wordSchema: z.ZodType<TaskWord> = z.union([
  workerMessageSchema,
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('begun'), host: words, processId: z.int(), timestamp: moment }),
    z.object({ kind: z.literal('group-over'), group: z.int().min(0), timestamp: moment }),
    z.object({ kind: z.literal('task-over'), timestamp: moment }),
  ]),
]);

/** Reads a status file piece by piece while a task on another host appends to it. */
export class TaskWordReader {
  readonly #path: string;
  #offset = 0;
  #rest = '';

  constructor(path: string) {
    this.#path = path;
  }

  /** Words that have been written since the last time. Torn lines, kinds this version does not know and words without
   * their fields are passed over. */
  read(): TaskWord[] {
    let descriptor: number;
    try {
      descriptor = openSync(this.#path, 'r');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw error;
    }
    try {
      const chunk = Buffer.alloc(1 << 14);
      for (;;) {
        const bytes = readSync(descriptor, chunk, 0, chunk.length, this.#offset);
        if (bytes === 0) break;
        this.#offset += bytes;
        // The words are ASCII but for messages, where a character cut in two does no harm.
        this.#rest += chunk.toString('utf8', 0, bytes);
      }
    } finally {
      closeSync(descriptor);
    }
    const lines = this.#rest.split('\n');
    this.#rest = lines.pop() ?? '';
    return lines.map(parseWord).filter((word) => word !== null);
  }
}

function parseWord(line: string): TaskWord | null {
  try {
    return wordSchema.safeParse(JSON.parse(line)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
