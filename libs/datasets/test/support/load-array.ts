import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type DatasetSpecification, datasetSpecification, UserError } from '@collapse/trials';
import type { ExecutionContext } from 'ava';
import { datasetShape, loadDataset } from '../../src/index.ts';
import { temporaryDirectory } from './temporary-directory.ts';

export type Fields = Omit<Extract<DatasetSpecification, { name: 'array' }>, 'name' | 'file' | 'scaling'> & {
  scaling?: string;
};

/** A data set of an array whose file, and others beside it, are written first; its shape is the one that is told before it is read. */
export async function load(
  t: ExecutionContext,
  file: string,
  content: Uint8Array | string,
  fields: Fields = {},
  others: Readonly<Record<string, string>> = {},
) {
  const folder = await temporaryDirectory(t);
  for (const [name, bytes] of Object.entries({ ...others, [file]: content }))
    await writeFile(path.join(folder, name), bytes);
  const options = { arraysDirectory: folder, cacheDirectory: await temporaryDirectory(t), onNotice: () => {} };
  const specification = datasetSpecification.parse({ name: 'array', file, ...fields });
  const dataset = await loadDataset(specification, options);
  const told = datasetShape(specification, options);
  if (told !== null) t.deepEqual(told, { count: dataset.count, dim: dataset.dim });
  return dataset;
}

/** That such a data set is refused. */
export const refusal = async (
  t: ExecutionContext,
  file: string,
  content: Uint8Array | string,
  fields: Fields,
  message: RegExp,
) => {
  await t.throwsAsync(load(t, file, content, fields), { instanceOf: UserError, message }, `${file}`);
};
