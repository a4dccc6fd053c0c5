import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { applyPatch } from '../setup/addon.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const patches = globSync(join(root, 'tools', 'setup', 'patches', '*.patch')).sort();

function sourcesCopy(t: { teardown(clean: () => void): void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'addon-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(join(root, 'node_modules/@tensorflow/tfjs-node-gpu/binding'), join(folder, 'binding'), { recursive: true });
  return folder;
}

const occurrences = (file: string, text: string) => readFileSync(file, 'utf8').split(text).length - 1;

test('every patch applies to the published sources, once', async (t) => {
  const folder = sourcesCopy(t);
  t.is(patches.length, 2);
  for (const patch of patches) await applyPatch(folder, patch);
  t.is(
    occurrences(join(folder, 'binding/tfjs_backend.cc'), 'static thread_local std::set<std::string> ATTR_NAME_SET;'),
    1,
  );
  t.is(
    occurrences(join(folder, 'binding/tfjs_binding.cc'), 'DefineGraphFunctions(env, exports, backend->context())'),
    1,
  );
  for (const patch of patches) {
    await t.throwsAsync(applyPatch(folder, patch), {
      message: /does not apply to the sources of @tensorflow\/tfjs-node-gpu/,
    });
  }
});

test('a patch whose line is gone changes nothing and says which patch', async (t) => {
  const folder = sourcesCopy(t);
  const file = join(folder, 'binding/tfjs_backend.cc');
  const changed = readFileSync(file, 'utf8').replace('static std::set<std::string> ATTR_NAME_SET;', '');
  writeFileSync(file, changed);
  const [first = ''] = patches;
  await t.throwsAsync(applyPatch(folder, first), { message: /^01-attribute-names-per-thread\.patch does not apply/ });
  t.is(readFileSync(file, 'utf8'), changed);
});
