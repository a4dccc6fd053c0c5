// Set-up from an empty clone on: the npm packages, then the steps of steps.ts. Plain JavaScript without dependencies, because it runs
// before there are any, on whatever Node the machine has.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lockSetup } from './lock.mjs';
import { packagesAreCurrent } from './packages.mjs';

const MINIMUM_NODE = 24;
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  console.error(`Set-up stopped. ${message}`);
  process.exit(1);
}

/** @param {string} file */
function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

function installPackages() {
  const wanted = readJson(join(root, 'package-lock.json'));
  if (wanted === null) fail('package-lock.json is missing; restore it from the repository.');
  if (packagesAreCurrent(wanted, readJson(join(root, 'node_modules', '.package-lock.json')))) return;
  const started = Date.now();
  console.log('Set-up: npm packages ...');
  const npm = process.env.npm_execpath;
  const [command, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  const { status, error } = spawnSync(command, [...first, 'ci', '--no-progress', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (error || status !== 0) {
    fail(
      `\`npm ci\` failed${error ? `: ${error.message}` : ''}. Run it by itself to see why, then run the same command again.`,
    );
  }
  console.log(`Set-up: npm packages installed, ${((Date.now() - started) / 1000).toFixed(0)} s`);
}

/**
 * The project's own Node where npm brings one (Linux x64), else the one running this.
 * @returns {string}
 */
function findNode() {
  const bundled = join(root, 'node_modules', '.bin', 'node');
  if (existsSync(bundled)) return bundled;
  if (Number.parseInt(process.versions.node, 10) >= MINIMUM_NODE) return process.execPath;
  return fail(
    `Node: expected ${MINIMUM_NODE} or later on ${process.platform} ${process.arch}, received ${process.versions.node}. ` +
      'Install it from nodejs.org and run the same command again.',
  );
}

const unlock = lockSetup(join(root, '.native', 'setup.lock'), (owner) =>
  console.log(`Set-up: waiting for another one in this folder, process ${owner} ...`),
);
installPackages();
const { status } = spawnSync(findNode(), [join(root, 'tools', 'setup', 'steps.ts'), ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, PATH: join(root, 'node_modules', '.bin') + delimiter + process.env.PATH },
});
unlock();
process.exit(status ?? 1);
