import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { $ } from 'zx';
import { addon, linkAddon } from './addon.ts';
import { browser } from './browser.ts';
import { systemBrowser } from './browser-path.ts';
import { mlflow } from './mlflow.ts';
import { redis } from './redis.ts';
import { slurm } from './slurm.ts';
import { runStep, type SetupContext, type Step, Unsupported, type Variant } from './step.ts';
import { tensorflow } from './tensorflow.ts';
import { uv } from './uv.ts';

/** What the native back end needs, in order. */
const NATIVE_STEPS: readonly Step[] = [uv, tensorflow, addon];
const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const onlySlurm = process.argv.slice(2).includes('slurm');
const CHOICES = ['auto', 'cpu', 'gpu', 'wasm'] as const;
type Choice = (typeof CHOICES)[number];

const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** What reviewing runs in MLflow needs; everything else works without it. */
const MLFLOW_STEPS: readonly Step[] = [uv, mlflow];

/** What a try of the Redis executor on this machine needs, and its tests; everything else works without it. */
const REDIS_STEPS: readonly Step[] = [uv, redis];

async function main(): Promise<void> {
  const started = performance.now();
  // Only the tests of the Slurm executor need it, and they ask for it by name.
  if (onlySlurm) {
    await runSteps([slurm], { root: ROOT, variant: 'cpu' });
    return;
  }
  const choice = readChoice();
  await setUpBackend(choice, started);
  await runOptional(MLFLOW_STEPS, 'MLflow server');
  await runOptional(REDIS_STEPS, 'Redis server');
  // Pages are looked at by tests only.
  if (systemBrowser(process.env) === undefined) await runOptional([browser], 'browser');
}

async function runOptional(steps: readonly Step[], what: string): Promise<void> {
  try {
    await runSteps(steps, { root: ROOT, variant: 'cpu' });
  } catch (error) {
    const reason = error instanceof Error ? (error.message.trim().split('\n').at(-1) ?? '') : String(error);
    console.log(`Set-up: no ${what}: ${reason}. Grids train without it; \`npm run setup\` tries again.`);
  }
}

async function setUpBackend(choice: Choice, started: number): Promise<void> {
  if (choice === 'wasm') {
    console.log('Set-up: WebAssembly back end, as asked; it came with the npm packages.');
    return;
  }
  try {
    await setUpNative(choice, started);
  } catch (error) {
    if (!(error instanceof Unsupported)) throw error;
    if (choice !== 'auto') throw new Error(`the native back end (${choice}) was asked for, but ${error.message}.`);
    console.log(`Set-up: no native back end here: ${error.message}. WebAssembly serves: same results, slower.`);
  }
}

async function setUpNative(choice: 'auto' | Variant, started: number): Promise<void> {
  const platform = `${process.platform} ${process.arch}`;
  if (platform !== 'linux x64') throw new Unsupported(`platform: expected linux x64, received ${platform}`);
  const context: SetupContext = {
    root: ROOT,
    variant: choice === 'auto' ? await detectVariant() : choice,
  };
  const ran = await runSteps(NATIVE_STEPS, context);
  linkAddon(context);
  const outcome = ran === 0 ? 'nothing to do' : 'done';
  console.log(`Set-up: ${outcome}, native back end for ${context.variant.toUpperCase()}, ${seconds(started)}`);
}

/** Returns how many had something to do. */
async function runSteps(steps: readonly Step[], context: SetupContext): Promise<number> {
  let ran = 0;
  for (const step of steps) {
    const since = performance.now();
    if (!(await runStep(step, context))) continue;
    console.log(`Set-up: ${step.title}, ${seconds(since)}`);
    ran++;
  }
  return ran;
}

/** From --backend=NAME or COLLAPSE_BACKEND. */
function readChoice(): Choice {
  const flag = process.argv.slice(2).find((argument) => argument.startsWith('--backend='));
  const wanted = flag?.slice('--backend='.length) ?? (process.env.COLLAPSE_BACKEND || 'auto');
  const choice = CHOICES.find((candidate) => candidate === wanted);
  if (choice === undefined) {
    throw new Error(`${flag ? '--backend' : 'COLLAPSE_BACKEND'}: expected ${CHOICES.join(', ')}, received ${wanted}.`);
  }
  return choice;
}

async function detectVariant(): Promise<Variant> {
  const listed = await $({ nothrow: true, quiet: true })`nvidia-smi -L`;
  return listed.exitCode === 0 && /^GPU \d+:/m.test(listed.stdout) ? 'gpu' : 'cpu';
}

try {
  await main();
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  console.error(`Set-up stopped: ${message}`);
  const other = onlySlurm ? 'all else works without' : 'choose WebAssembly with COLLAPSE_BACKEND=wasm';
  console.error(`Put that right and run the same command again, or ${other}.`);
  process.exitCode = 1;
}
