// All checks of the repository: lint, types, every test, those that depend on the tensor back end again on WebAssembly, and
// those of the Slurm and Redis executors on a cluster and a server of this host.
// Ends with one line: N passed, N failed.
import { spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { summarizeTasks } from './test-summary.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = join(root, 'node_modules', '.bin');

const nx = spawn(
  join(bin, 'nx'),
  [
    'run-many',
    '-t',
    'lint',
    'typecheck',
    'test',
    'test-wasm',
    'test-slurm',
    'test-redis',
    '--outputStyle=static',
    ...process.argv.slice(2),
  ],
  {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PATH: bin + delimiter + process.env.PATH, NX_DAEMON: 'false' },
  },
);
let output = '';
forward(nx.stdout, process.stdout);
forward(nx.stderr, process.stderr);
nx.on('error', (error) => {
  console.error(`nx did not start: ${error.message}`);
  finish(1);
});
nx.on('close', (status) => finish(status ?? 1));

/** @param {number} status */
function finish(status) {
  const { passed, failed } = summarizeTasks(output, status, Boolean(process.env.CI));
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}

/**
 * @param {import('node:stream').Readable} from
 * @param {NodeJS.WriteStream} to
 */
function forward(from, to) {
  from.setEncoding('utf8').on('data', (text) => {
    output += text;
    to.write(text);
  });
}
