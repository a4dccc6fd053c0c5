// One set-up at a time in one checkout: two would write the same folders. Plain JavaScript without dependencies, because it runs before
// there are any.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** An owner that has just made its folder has not written its id yet. */
const MILLISECONDS_TO_NAME_ITSELF = 2000;
const MILLISECONDS_BETWEEN_LOOKS = 200;

/**
 * Waits until no other set-up is at work, and takes the lock of one that died.
 * @param {string} folder made while the lock is held
 * @param {(owner: number) => void} onWait told once, with the process that is waited for
 * @returns {() => void} gives the lock back
 */
export function lockSetup(folder, onWait) {
  mkdirSync(dirname(folder), { recursive: true });
  let told = false;
  for (let nameless = 0; ; ) {
    if (made(folder)) break;
    const owner = ownerOf(folder);
    nameless = owner === null ? nameless + MILLISECONDS_BETWEEN_LOOKS : 0;
    if (owner === null ? nameless > MILLISECONDS_TO_NAME_ITSELF : !isAlive(owner)) {
      rmSync(folder, { recursive: true, force: true });
      continue;
    }
    if (owner !== null && !told) onWait(owner);
    told ||= owner !== null;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, MILLISECONDS_BETWEEN_LOOKS);
  }
  writeFileSync(join(folder, 'owner'), String(process.pid));
  const release = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', release);
  return () => {
    process.off('exit', release);
    release();
  };
}

/** @param {string} folder */
function made(folder) {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * @param {string} folder
 * @returns {number | null}
 */
function ownerOf(folder) {
  try {
    return Number.parseInt(readFileSync(join(folder, 'owner'), 'utf8'), 10) || null;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** @param {number} owner */
function isAlive(owner) {
  try {
    process.kill(owner, 0);
    return true;
  } catch (error) {
    // EPERM: it is there and another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
