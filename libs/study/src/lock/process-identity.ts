import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { errorCode } from '../files/storage-error.ts';

/** One process among all that a host ever runs: a process id alone is used again and again. */
export interface ProcessIdentity {
  readonly host: string;
  readonly processId: number;
  /** The boot and the clock tick the process started at; null where the system does not tell. */
  readonly start: string | null;
}

export function thisProcess(): ProcessIdentity {
  return { host: hostname(), processId: process.pid, start: processStart(process.pid) };
}

/** Whether a process of this host still runs. One that was killed and waits for its parent to notice does not. */
export function isAlive(identity: ProcessIdentity): boolean {
  const signal = probe(identity.processId);
  if (signal === 'gone') return false;
  const start = processStart(identity.processId);
  if (start !== null && identity.start !== null) return start === identity.start;
  // Linux hides a zombie's start, and may hide that of another user's process.
  return signal === 'not ours' || process.platform !== 'linux';
}

/** Whether this host has a process of that id now, whichever it is. */
export function isRunning(processId: number): boolean {
  return probe(processId) !== 'gone';
}

function probe(processId: number): 'ours' | 'not ours' | 'gone' {
  try {
    process.kill(processId, 0);
    return 'ours';
  } catch (error) {
    return errorCode(error) === 'EPERM' ? 'not ours' : 'gone';
  }
}

/** From Linux's /proc: null elsewhere, for a process that is gone, and for a zombie. */
function processStart(processId: number): string | null {
  try {
    // The command's name, in parentheses, may hold anything: fields are counted from the last one. proc(5): 3 is the
    // state, 22 the start time.
    const stat = readFileSync(`/proc/${processId}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return null;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${fields[19]}`;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ESRCH') return null;
    throw error;
  }
}
