// Writes dist/: plain JavaScript, declarations, and a package.json that points to them.
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
rmSync(here('dist'), { recursive: true, force: true });
const compiler = createRequire(import.meta.url).resolve('typescript/package.json');
const { bin } = JSON.parse(readFileSync(compiler, 'utf8'));
execFileSync(process.execPath, [join(dirname(compiler), bin.tsc), '-p', here('tsconfig.build.json')], {
  stdio: 'inherit',
});

const {
  private: _private,
  nx: _nx,
  scripts: _scripts,
  ...manifest
} = JSON.parse(readFileSync(here('package.json'), 'utf8'));
const published = { ...manifest, exports: { '.': { types: './index.d.ts', default: './index.js' } } };
writeFileSync(here('dist/package.json'), `${JSON.stringify(published, null, 2)}\n`);
copyFileSync(here('README.md'), here('dist/README.md'));
