import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '@collapse/trials';

/** Hidden files are none of the user's images: macOS leaves one such as ._x.png beside each on foreign disks. */
const IMAGE_NAME = /^[^.].*\.(png|jpe?g)$/i;

/**
 * Paths of all PNG and JPEG files of a folder, by name. Where it has none itself, its subfolders are classes: the first image
 * of each, by name, then the second of each and so on, so that the first ones are of every class.
 * @throws UserError for a folder that cannot be read
 */
export function imageFiles(folder: string): string[] {
  const entries = entriesOf(folder);
  const own = imagesAmong(entries);
  if (own.length > 0) return own.map((name) => path.join(folder, name));
  const classes = entries
    .filter((name) => !name.startsWith('.') && statSync(path.join(folder, name)).isDirectory())
    .sort(byName)
    .map((name) => path.join(folder, name))
    .map((subfolder) => imagesAmong(entriesOf(subfolder)).map((name) => path.join(subfolder, name)));
  const longest = Math.max(0, ...classes.map((files) => files.length));
  return Array.from({ length: longest }, (_, turn) => classes.flatMap((files) => files.slice(turn, turn + 1))).flat();
}

function imagesAmong(names: readonly string[]): string[] {
  return names.filter((name) => IMAGE_NAME.test(name)).sort(byName);
}

function byName(a: string, b: string): number {
  return a < b ? -1 : 1;
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    throw new UserError(
      {
        field: 'dataset.folder',
        expected: 'a folder that can be read',
        received: `${folder} (${cause instanceof Error ? cause.message : cause})`,
        remedy: 'Give its absolute path, or a path from IMAGES_DIR or the working directory.',
      },
      { cause },
    );
  }
}
