import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { loadBackend, prepareEnvironment } from '@collapse/backend';
import test from 'ava';
import { loadTestedBackend } from './backend.ts';

const backend = await loadTestedBackend();
const run = promisify(execFile);

/** Loads a back end in a process of its own and returns what it says. */
async function load(choice: string, nodeOptions: string[], environment: Record<string, string> = {}) {
  const source = `
    import { loadBackend, prepareEnvironment } from '@collapse/backend';
    const notices = [];
    prepareEnvironment({ threads: 2 });
    try {
      const { description } = await loadBackend({ backend: '${choice}', onNotice: (line) => notices.push(line) });
      console.log(JSON.stringify({ description, notices }));
    } catch (error) {
      console.log(JSON.stringify({ error: error.message, notices }));
    }`;
  const env = { ...process.env, COLLAPSE_BACKEND: '', ...environment };
  const options = { cwd: new URL('..', import.meta.url), env };
  const { stdout, stderr } = await run(
    process.execPath,
    [...nodeOptions, '--input-type=module', '--eval', source],
    options,
  );
  return { ...JSON.parse(stdout), stderr };
}

test('the description names what computes', (t) => {
  const { name, device, versions, threads } = backend.description;
  t.is(device, 'cpu');
  t.is(threads, 1);
  t.is(versions.tfjs, '4.22.0');
  t.is(versions.tensorflow, name === 'native' ? '2.21.0' : undefined);
});

test('a back end is loaded once a thread', async (t) => {
  t.is(await loadBackend({ backend: 'auto', onNotice: t.fail }), backend);
});

test('where addons cannot load, auto says so in one line and takes WebAssembly; native refuses', async (t) => {
  const { description, notices } = await load('auto', ['--no-addons']);
  t.is(description.name, 'wasm');
  t.is(notices.length, 1);
  t.regex(notices[0], /^The native back end is not available, WebAssembly serves, slower: [^\n]+$/);
  const refused = await load('native', ['--no-addons']);
  t.truthy(refused.error);
  t.deepEqual(refused.notices, []);
});

test('COLLAPSE_BACKEND decides for auto, and only a name it knows', async (t) => {
  const { description, notices, stderr } = await load('auto', [], { COLLAPSE_BACKEND: 'wasm' });
  t.deepEqual([description.name, notices, stderr], ['wasm', [], '']);
  t.regex(
    (await load('auto', [], { COLLAPSE_BACKEND: 'cuda' })).error,
    /COLLAPSE_BACKEND: expected cpu, gpu or wasm, received cuda/,
  );
});

test('a GPU that was asked for and is not there is an error, not a slow run', async (t) => {
  // No device is visible to this process, so the outcome is the same on a machine with a GPU.
  const { error } = await load('auto', [], { COLLAPSE_BACKEND: 'gpu', CUDA_VISIBLE_DEVICES: '-1' });
  t.regex(error, /COLLAPSE_BACKEND: expected gpu|addon is not built/);
});

test('loading prints nothing of its own', async (t) => {
  const { description, stderr } = await load('auto', []);
  t.is(stderr, '');
  t.is(description.threads, description.name === 'native' ? 2 : 1);
});

test('the number of threads is a positive integer, fixed once TensorFlow has loaded', (t) => {
  for (const threads of [0, -1, 1.5, Number.NaN]) {
    t.throws(() => prepareEnvironment({ threads }), { message: /threads: expected a positive integer/ });
  }
  if (backend.description.name === 'native') {
    t.throws(() => prepareEnvironment({ threads: 2 }), { message: /loaded with 1, too late to change to 2/ });
  } else {
    t.notThrows(() => prepareEnvironment({ threads: 1 }));
  }
});
