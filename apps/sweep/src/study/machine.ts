import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Machine } from '@collapse/analysis';
import { writeFileDurably } from '@collapse/study';

const LOOK_MILLISECONDS = 1000;

/** What trains, without a host name. */
async function thisMachine(): Promise<Machine> {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown CPU',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    loadAtStart: await loadOfOthers(),
  };
}

/**
 * Cores that other processes keep busy, looked at for a second. Not the system's mean over the last minute, in which a study that ran
 * just before would count.
 */
async function loadOfOthers(): Promise<number> {
  const [before, ownBefore, began] = [busyMilliseconds(), process.cpuUsage(), performance.now()];
  await sleep(LOOK_MILLISECONDS);
  const { user, system } = process.cpuUsage(ownBefore);
  const others = busyMilliseconds() - before - (user + system) / 1000;
  return Math.max(0, others / (performance.now() - began));
}

/** Of all cores since the system started. */
function busyMilliseconds(): number {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
}

/** The machine that a study's trials ran on, kept beside them: a page made again says the same. */
export async function keptMachine(folder: string, anythingToTrain: boolean): Promise<Machine> {
  const file = join(folder, 'machine.json');
  if (!anythingToTrain && existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Machine;
  const machine = await thisMachine();
  writeFileDurably(file, `${JSON.stringify(machine)}\n`);
  return machine;
}
