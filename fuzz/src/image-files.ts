import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from 'fast-png';

const SIDE = 9;

/** Writes `files` small colour images into a folder, each of its own pattern. */
export function writeImages(folder: string, files: number): void {
  for (let file = 0; file < files; file++) {
    const data = Uint8Array.from(
      { length: SIDE * SIDE * 3 },
      (_, index) => (index * (37 + 11 * file) + 91 * file) % 256,
    );
    writeFileSync(join(folder, `${file}.png`), encode({ width: SIDE, height: SIDE, data, channels: 3, depth: 8 }));
  }
}
