import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Machine } from '@collapse/analysis';
import { writeFileDurably } from '@collapse/study';

/** What trains, without a host name. */
export function thisMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown CPU',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    loadAtStart: loadavg()[0] ?? 0,
  };
}

/** The machine that a study's trials ran on, kept beside them: a page made again says the same. */
export function keptMachine(folder: string, anythingToTrain: boolean): Machine {
  const file = join(folder, 'machine.json');
  if (!anythingToTrain && existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Machine;
  const machine = thisMachine();
  writeFileDurably(file, `${JSON.stringify(machine)}\n`);
  return machine;
}
