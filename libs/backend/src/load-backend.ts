import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import type { Backend } from './backend.ts';
import { nativeThreads, sealEnvironment } from './environment.ts';
import { createNativeBackend } from './native/native-backend.ts';
import { isNodeBackend } from './native/node-backend.ts';
import { registerBatchMatMul } from './wasm/batch-mat-mul.ts';
import { createWasmBackend } from './wasm/wasm-backend.ts';

export interface LoadBackendOptions {
  /** 'auto' is the native back end where it loads, else WebAssembly; the variable COLLAPSE_BACKEND (cpu, gpu, wasm) decides before it. */
  readonly backend: 'auto' | 'native' | 'wasm';
  /** Told in one line when 'auto' had to do without the native back end. */
  readonly onNotice: (line: string) => void;
}

const require = createRequire(import.meta.url);
const loaded: { native?: Promise<Backend>; wasm?: Promise<Backend> } = {};

/**
 * Loads a back end and makes it the one tfjs computes with in this thread. A back end is loaded once a thread; asking again returns it.
 * Call prepareEnvironment first, in the main thread.
 * @throws Error if the back end asked for cannot be loaded.
 */
export async function loadBackend({ backend, onNotice }: LoadBackendOptions): Promise<Backend> {
  const choice = backend === 'auto' ? choiceFromEnvironment() : backend;
  if (choice === 'wasm') return activate('wasm');
  if (choice === 'native') return activate('native');
  try {
    return await activate('native');
  } catch (error) {
    onNotice(`The native back end is not available, WebAssembly serves, slower: ${reasonOf(error)}`);
    return activate('wasm');
  }
}

function choiceFromEnvironment(): LoadBackendOptions['backend'] {
  const choice = process.env.COLLAPSE_BACKEND;
  if (choice === undefined || choice === '') return 'auto';
  if (choice === 'wasm') return 'wasm';
  if (choice === 'cpu' || choice === 'gpu') return 'native';
  throw new Error(`COLLAPSE_BACKEND: expected cpu, gpu or wasm, received ${choice}.`);
}

async function activate(name: 'native' | 'wasm'): Promise<Backend> {
  loaded[name] ??= name === 'native' ? loadNative() : loadWasm();
  const backend = await loaded[name];
  await tf.setBackend(name === 'native' ? 'tensorflow' : 'wasm');
  return backend;
}

async function loadNative(): Promise<Backend> {
  const folder = join(dirname(require.resolve('@tensorflow/tfjs-node-gpu/package.json')), 'lib', 'napi-v8');
  if (!existsSync(folder)) throw new Error('the addon is not built; run `npm run setup`, which says what it needs.');
  replaceRetiredUtilities();
  sealEnvironment();
  const loader = libraryLoader(folder);
  const libraries = tensorFlowLibraries(folder);
  // Before the addon does, so that the start-up notice is held back.
  loader.load(libraries.framework);
  await import('@tensorflow/tfjs-node-gpu');
  // Once more, to stay: Node unloads an addon with the thread that loaded it, and with it the code that TensorFlow's own threads run.
  for (const library of Object.values(libraries)) loader.load(library);
  const node = tf.backend();
  if (!isNodeBackend(node)) throw new Error('the addon lacks the project’s patches; run `npm run setup`.');
  const device = node.isUsingGpuDevice ? 'gpu' : 'cpu';
  if (process.env.COLLAPSE_BACKEND === 'gpu' && device !== 'gpu') {
    throw new Error(
      'COLLAPSE_BACKEND: expected gpu, but TensorFlow finds none. Check `nvidia-smi -L`, then run `npm run setup`.',
    );
  }
  return createNativeBackend(node, {
    name: 'native',
    device,
    versions: { tensorflow: node.binding.TF_Version, tfjs: tf.version_core },
    threads: nativeThreads(),
  });
}

async function loadWasm(): Promise<Backend> {
  // The gradients and the chained methods of tensors come with the union package.
  await import('@tensorflow/tfjs');
  const wasm = await import('@tensorflow/tfjs-backend-wasm');
  wasm.setWasmPaths(dirname(require.resolve('@tensorflow/tfjs-backend-wasm')) + sep);
  if (!(await tf.setBackend('wasm'))) throw new Error('the WebAssembly back end did not start.');
  const engine = tf.backend();
  if (!(engine instanceof wasm.BackendWasm)) throw new Error('the WebAssembly back end did not start.');
  registerBatchMatMul(engine);
  return createWasmBackend({
    name: 'wasm',
    device: 'cpu',
    versions: { tfjs: tf.version_core, 'tfjs-backend-wasm': wasm.version_wasm },
    threads: 1,
  });
}

interface LibraryLoader {
  /** Loads a library, which stays loaded to the end of the process. */
  load(file: string): void;
}

function libraryLoader(folder: string): LibraryLoader {
  const loader: unknown = require(join(folder, 'quiet_load.node'));
  if (!isLibraryLoader(loader)) throw new Error('the addon is not the project’s own; run `npm run setup`.');
  return loader;
}

function tensorFlowLibraries(folder: string) {
  const addon = realpathSync(folder);
  const libraries = join(addon, '..', 'lib', 'tensorflow');
  return {
    framework: join(libraries, 'libtensorflow_framework.so.2'),
    whole: join(libraries, 'libtensorflow_cc.so.2'),
    addon: join(addon, 'tfjs_binding.node'),
  };
}

function isLibraryLoader(value: unknown): value is LibraryLoader {
  return typeof value === 'object' && value !== null && 'load' in value && typeof value.load === 'function';
}

/** tfjs-node calls helpers of node:util that Node 23 removed or warns about. */
function replaceRetiredUtilities(): void {
  const isNullOrUndefined = (value: unknown) => value === null || value === undefined;
  for (const [name, helper] of Object.entries({ isNullOrUndefined, isArray: Array.isArray })) {
    Object.defineProperty(util, name, { value: helper, configurable: true });
  }
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n', 1)[0] ?? message;
}
