import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { UserError } from '@collapse/trials';
import test, { type ExecutionContext } from 'ava';
import { type Places, publishedImages } from '../src/published-images.ts';
import { answerBytes, answerCut, answerStatus, fileServer } from './support/file-server.ts';
import { idxBytes } from './support/idx-bytes.ts';
import { temporaryDirectory } from './support/temporary-directory.ts';

const plain = idxBytes(40, 28, 28, (index) => (index * index) % 253);
const compressed = gzipSync(plain);
const file = { name: 'digits-idx3-ubyte', sha256: createHash('sha256').update(plain).digest('hex') };
const otherData = gzipSync(idxBytes(40, 28, 28, () => 1));

async function places(t: ExecutionContext, given: Partial<Places>): Promise<Places & { readonly notices: string[] }> {
  const notices: string[] = [];
  return {
    directory: undefined,
    variable: 'DIGITS_DIR',
    cache: path.join(await temporaryDirectory(t), 'made/on/demand'),
    mirrors: [],
    firstRetryDelay: 1,
    onNotice: (line) => notices.push(line),
    notices,
    ...given,
  };
}

test('a download is kept in the cache and not asked for again', async (t) => {
  const server = await fileServer(t, [answerBytes(compressed)]);
  const given = await places(t, { mirrors: [server.url] });
  const images = await publishedImages(file, given);
  t.deepEqual([images.count, images.rows, images.columns], [40, 28, 28]);
  t.deepEqual(Buffer.from(images.pixels), plain.subarray(16));
  t.deepEqual(await readdir(given.cache), ['digits-idx3-ubyte.gz']);
  await publishedImages(file, given);
  t.deepEqual(server.requests, ['/data/digits-idx3-ubyte.gz']);
});

test('another compression of the same data is accepted', async (t) => {
  const server = await fileServer(t, [answerBytes(gzipSync(plain, { level: 1 }))]);
  t.is((await publishedImages(file, await places(t, { mirrors: [`${server.url}/`] }))).count, 40);
});

test('a transfer that is cut and a server in trouble are tried again', async (t) => {
  const server = await fileServer(t, [answerCut(compressed), answerStatus(503), answerBytes(compressed)]);
  const given = await places(t, { mirrors: [server.url] });
  t.is((await publishedImages(file, given)).count, 40);
  t.is(server.requests.length, 3);
  t.regex(given.notices.join('\n'), /connection broke.*trying again.*HTTP 503.*trying again/s);
  t.deepEqual(await readdir(given.cache), ['digits-idx3-ubyte.gz']);
});

test('a transfer that is cut every time ends in an error that says what to do, and leaves nothing behind', async (t) => {
  const server = await fileServer(t, [answerCut(compressed)]);
  const given = await places(t, { mirrors: [server.url] });
  await t.throwsAsync(publishedImages(file, given), {
    instanceOf: UserError,
    message: /published checksum.*connection broke.*DIGITS_DIR/,
  });
  t.is(server.requests.length, 4);
  await t.throwsAsync(readdir(given.cache), { code: 'ENOENT' });
});

test('other data is refused by its checksum, not kept, and the next mirror is asked', async (t) => {
  const wrong = await fileServer(t, [answerBytes(otherData)]);
  const right = await fileServer(t, [answerBytes(compressed)]);
  const given = await places(t, { mirrors: [wrong.url] });
  await t.throwsAsync(publishedImages(file, given), { instanceOf: UserError, message: /published images, sha256/ });
  t.is(wrong.requests.length, 1);
  await t.throwsAsync(readdir(given.cache), { code: 'ENOENT' });
  t.is((await publishedImages(file, { ...given, mirrors: [wrong.url, right.url] })).count, 40);
});

test('404 is not tried again; nobody listening is told as a broken connection', async (t) => {
  const missing = await fileServer(t, [answerStatus(404)]);
  const given = await places(t, { mirrors: [missing.url, 'http://127.0.0.1:9'] });
  await t.throwsAsync(publishedImages(file, given), { instanceOf: UserError, message: /HTTP 404.*connection broke/ });
  t.is(missing.requests.length, 1);
});

test('a damaged cached copy is told of and replaced', async (t) => {
  const server = await fileServer(t, [answerBytes(compressed)]);
  const given = await places(t, { mirrors: [server.url] });
  await mkdir(given.cache, { recursive: true });
  const cached = path.join(given.cache, 'digits-idx3-ubyte.gz');
  await writeFile(cached, compressed.subarray(0, 100));
  t.is((await publishedImages(file, given)).count, 40);
  t.regex(given.notices.join('\n'), /cached copy is not used/);
  t.deepEqual(await readFile(cached), compressed);
});

test('several at once leave one whole file', async (t) => {
  const server = await fileServer(t, [answerBytes(compressed)]);
  const given = await places(t, { mirrors: [server.url] });
  const loaded = await Promise.all([1, 2, 3, 4].map(() => publishedImages(file, given)));
  t.true(loaded.every((images) => images.count === 40));
  t.deepEqual(await readdir(given.cache), ['digits-idx3-ubyte.gz']);
  t.deepEqual(await readFile(path.join(given.cache, 'digits-idx3-ubyte.gz')), compressed);
});

test('a cache that cannot be made costs a notice, not the data', async (t) => {
  const server = await fileServer(t, [answerBytes(compressed)]);
  const given = await places(t, { mirrors: [server.url] });
  const blocked = path.join(await temporaryDirectory(t), 'a-file');
  await writeFile(blocked, '');
  t.is((await publishedImages(file, { ...given, cache: path.join(blocked, 'cache') })).count, 40);
  t.regex(given.notices.join('\n'), /not kept in the cache/);
});

test("the user's directory is read, plain or gzip, and nothing else is asked", async (t) => {
  const directory = await temporaryDirectory(t);
  const given = await places(t, { directory });
  await t.throwsAsync(publishedImages(file, given), {
    instanceOf: UserError,
    message: /DIGITS_DIR: expected a directory with digits-idx3-ubyte or digits-idx3-ubyte\.gz/,
  });
  await writeFile(path.join(directory, 'digits-idx3-ubyte.gz'), compressed);
  t.is((await publishedImages(file, given)).count, 40);
  await writeFile(path.join(directory, 'digits-idx3-ubyte'), plain.subarray(0, 5000));
  await t.throwsAsync(publishedImages(file, given), {
    instanceOf: UserError,
    message: /digits-idx3-ubyte: expected 31376 bytes.*5000 bytes.*cut off/,
  });
  await writeFile(path.join(directory, 'digits-idx3-ubyte'), otherData);
  await t.throwsAsync(publishedImages(file, given), { instanceOf: UserError, message: /other data/ });
});
