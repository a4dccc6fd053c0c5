import { closeSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { writing } from './storage-error.ts';

/** Whether a file's last line lacks its end: its writer was killed, or the disk was full. */
function endsTorn(descriptor: number): boolean {
  const { size } = fstatSync(descriptor);
  if (size === 0) return false;
  const last = Buffer.alloc(1);
  readSync(descriptor, last, 0, 1, size - 1);
  return last[0] !== 0x0a;
}

/** Appends lines to a file, of which it is the only writer. A torn last line is closed first, so that it spoils only itself. */
export class LineWriter {
  readonly path: string;
  readonly #bufferBytes: number;
  #descriptor: number | undefined;
  #torn: boolean;
  #pending = '';

  /**
   * @param bufferBytes lines are kept back until they are this long together; 0 writes each at once
   * @throws StorageError where the file cannot be written
   */
  constructor(path: string, bufferBytes: number) {
    this.path = path;
    this.#bufferBytes = bufferBytes;
    const descriptor = writing(path, () => openSync(path, 'a+'));
    this.#descriptor = descriptor;
    this.#torn = endsTorn(descriptor);
  }

  append(line: string): void {
    this.#pending += `${line}\n`;
    if (this.#pending.length > this.#bufferBytes) this.flush();
  }

  /** Lines that are kept back still. */
  get pending(): string {
    return this.#pending;
  }

  flush(): void {
    if (this.#pending === '') return;
    const bytes = Buffer.from(this.#torn ? `\n${this.#pending}` : this.#pending);
    this.#pending = '';
    // A write that fails halfway leaves a torn line.
    this.#torn = true;
    writing(this.path, () => {
      for (let written = 0; written < bytes.length; ) written += writeSync(this.#open(), bytes, written);
    });
    this.#torn = false;
  }

  /** Flushes, syncs and closes. A second call does nothing. */
  close(): void {
    if (this.#descriptor === undefined) return;
    try {
      this.flush();
      writing(this.path, () => fsyncSync(this.#open()));
    } finally {
      this.discard();
    }
  }

  /** Closes without writing what is kept back. */
  discard(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  #open(): number {
    if (this.#descriptor === undefined) throw new Error(`${this.path} is closed: nothing more can be appended`);
    return this.#descriptor;
  }
}
