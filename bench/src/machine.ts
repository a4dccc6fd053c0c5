import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';

/** What the numbers were taken on, in one line, without a host name. */
export function describeMachine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown CPU';
  const memory = Math.round(totalmem() / 2 ** 30);
  const load = readFileSync('/proc/loadavg', 'utf8').split(' ')[0];
  return `${model}, ${availableParallelism()} cores, ${instructionSet()}, ${memory} GiB, load ${load} at the start`;
}

function instructionSet(): string {
  const flags = /^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1]?.split(' ') ?? [];
  return ['avx512f', 'avx2', 'avx'].find((flag) => flags.includes(flag)) ?? 'no AVX';
}

/** The core single-threaded work is pinned to: the last, which the system uses least. */
export const lastCore = () => availableParallelism() - 1;
