import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { issueMessage } from '@collapse/trials';
import { z } from 'zod';
import { checkNumbers, type UsedComponent } from './numbers/check-numbers.ts';
import { openComponents } from './open-components.ts';
import { PARTS, type Part } from './parts.ts';

/**
 * Checks the components of a file as a grid would, for tests of one's own.
 * @param own fields to try each with, by its name; its defaults where they are left out
 * @returns what is wrong, one sentence each; [] where nothing is
 * @throws UserError or GridError where the file cannot be loaded or exports no component
 */
export async function checkComponentFile(
  file: string | URL,
  own: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {},
): Promise<string[]> {
  const path = typeof file === 'string' ? file : fileURLToPath(file);
  const name = basename(path);
  const { records, files, catalog } = await openComponents([{ file: path, name }], { source: name });
  const used = records.map((record): UsedComponent => {
    const part = record.kind as Part;
    const component = catalog.components[PARTS[part].list].find(({ kind }) => kind === record.name);
    return { part, kind: record.name, own: z.strictObject(component?.fields ?? {}).parse(own[record.name] ?? {}) };
  });
  const issues = await checkNumbers({ backend: 'auto', files: files.map((known) => ({ ...known, name })), used });
  return issues.map(issueMessage);
}
