import { readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { messageOf, UserError } from '@collapse/trials';
import type { ComponentFile } from './component-file.ts';
import { componentHash } from './component-hash.ts';
import { MODULE_EXTENSIONS } from './import-graph.ts';

/** The folder that a worker may load components from, by what they are. */
export interface ComponentsFolder {
  readonly directory: string;
  /** The file of that hash; null where the folder has none. Nothing is run to find it. */
  find(sha256: string): ComponentFile | null;
}

/**
 * Hashes the modules of a folder.
 * @param onNotice told of files that cannot be hashed, one line each
 * @throws UserError where it is no folder
 */
export async function openComponentsFolder(
  directory: string,
  onNotice: (line: string) => void,
): Promise<ComponentsFolder> {
  const files = new Map<string, ComponentFile>();
  for (const name of modulesIn(directory)) {
    const file = join(directory, name);
    try {
      const sha256 = await componentHash(file, name);
      files.set(sha256, { file, sha256 });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      onNotice(`${file} cannot be a component: ${messageOf(error)}`);
    }
  }
  return { directory, find: (sha256) => files.get(sha256) ?? null };
}

function modulesIn(directory: string): string[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
      .filter((entry) => !entry.isDirectory() && MODULE_EXTENSIONS.includes(extname(entry.name)))
      .map(({ name }) => name)
      .filter((name) => !/\.(test|d)\.m?[tj]s$/.test(name))
      .sort();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new UserError(
      {
        field: '--components',
        expected: 'a folder of component files',
        received: `${directory} (${error.code})`,
        remedy: 'Give the folder that the components of the grids lie in.',
      },
      { cause: error },
    );
  }
}
