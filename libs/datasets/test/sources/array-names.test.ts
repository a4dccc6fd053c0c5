import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';
import { arrayNames } from '../../src/index.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** Written by numpy and safetensors: see data/make-arrays.py. */
const { files }: { readonly files: Record<string, string> } = JSON.parse(
  readFileSync(path.join(import.meta.dirname, '../data/arrays.json'), 'utf8'),
);
const bytesOf = (name: string) => Buffer.from(files[name] ?? '', 'base64');

test('the names of the arrays in a file, where it has any', async (t) => {
  const folder = await temporaryDirectory(t);
  const names = async (file: string, bytes: Uint8Array) => {
    await writeFile(path.join(folder, file), bytes);
    return arrayNames(path.join(folder, file));
  };
  t.deepEqual(await names('two.npz', bytesOf('two.npz')), ['x', 'other']);
  t.deepEqual(await names('PACKED.NPZ', bytesOf('one packed.npz')), ['x']);
  t.true((await names('x.safetensors', bytesOf('tensors.safetensors')))?.includes('half'));
  t.false((await names('x.safetensors', bytesOf('tensors.safetensors')))?.includes('__metadata__'));
  t.is(await names('x.csv', Buffer.from('a,b\n1,2\n')), null);
});

test('a damaged file is for the reader to refuse', async (t) => {
  const folder = await temporaryDirectory(t);
  for (const [file, bytes] of [
    ['cut.npz', bytesOf('two.npz').subarray(0, 300)],
    ['empty.npz', Buffer.alloc(0)],
    ['cut.safetensors', bytesOf('tensors.safetensors').subarray(0, 20)],
    ['words.safetensors', Buffer.from('\x05\0\0\0\0\0\0\0{"a":')],
    ['empty.safetensors', Buffer.alloc(3)],
  ] as const) {
    await writeFile(path.join(folder, file), bytes);
    t.is(arrayNames(path.join(folder, file)), null, file);
  }
});
