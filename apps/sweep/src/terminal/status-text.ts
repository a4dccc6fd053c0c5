import { join } from 'node:path';
import { printable } from '@collapse/trials';
import type { FailedTrial, LeftTrial, StudyStatus } from '../study-status.ts';
import { forUser } from '../user-path.ts';
import { formatDuration, formatSpeed } from './duration.ts';

/** Failures of one reason, and checkpoints, that are listed. */
const MAX_LISTED = 5;

/** A study's state for a terminal. */
export function statusText(status: StudyStatus): string {
  const { directory, name, trials, done, failed, running, queued, owner } = status;
  const left = trials - done - failed - running;
  const states = [
    `${done} done`,
    `${failed} failed`,
    `${running} running`,
    ...(queued > 0 ? [`${queued} queued`] : []),
    ...(left > queued ? [`${left - queued} to come`] : []),
  ];
  const rows: (readonly [string, string])[] = [
    ['study', `${forUser(directory)}, grid ${name}`],
    ['trials', `${trials}: ${states.join(', ')}`],
    ...(status.perMinute === null ? [] : [['speed', formatPace(status.perMinute, left + running)] as const]),
    ['program', owner === null ? 'none is at work on it' : formatOwner(owner)],
    ...hostRows(status),
    ...leftRows(status),
    ...failureRows(status),
  ];
  return rows.map(([title, text]) => `${title.padEnd(9)} ${text}`.trimEnd()).join('\n');
}

function formatPace(perMinute: number, left: number): string {
  const words = formatSpeed(perMinute);
  return left === 0 ? words : `${words}, ${formatDuration((60 * left) / perMinute)} left`;
}

function formatOwner({ processId, host, startedAt }: NonNullable<StudyStatus['owner']>): string {
  return `process ${processId} on ${host} since ${new Date(startedAt).toISOString()}`;
}

function hostRows({ hosts }: StudyStatus): (readonly [string, string])[] {
  if (hosts.size === 0) return [];
  const width = Math.max(4, ...Array.from(hosts.keys(), (host) => host.length));
  const line = (host: string, ...columns: readonly (string | number)[]) =>
    [host.padEnd(width), ...columns.map((column) => String(column).padStart(7))].join('  ');
  const lines = Array.from(hosts, ([host, counts]) => line(host, counts.running, counts.done, counts.failed));
  return [line('host', 'running', 'done', 'failed'), ...lines].map((text, index) => [index === 0 ? 'hosts' : '', text]);
}

function leftRows({ left }: StudyStatus): (readonly [string, string])[] {
  const line = ({ trialId, step, steps, others }: LeftTrial) => {
    const together = others === 0 ? '' : `, with ${others} more trained together`;
    return `${trialId} from step ${step.toLocaleString('en')} of ${steps.toLocaleString('en')}${together}`;
  };
  const lines = left.slice(0, MAX_LISTED).map(line);
  if (left.length > MAX_LISTED) lines.push(`and ${left.length - MAX_LISTED} more`);
  return lines.map((text, index) => [index === 0 ? 'resume' : '', text]);
}

function failureRows({ failures, directory }: StudyStatus): (readonly [string, string])[] {
  return Array.from(failures).flatMap(([reason, trials]) => [
    ['failed', `${reason}, ${trials.length} trial${trials.length === 1 ? '' : 's'}`] as const,
    ...trials.slice(0, MAX_LISTED).map((trial) => ['', formatFailure(trial, directory)] as const),
    ...(trials.length > MAX_LISTED ? [['', `  and ${trials.length - MAX_LISTED} more`] as const] : []),
  ]);
}

function formatFailure({ trialId, host, message, log }: FailedTrial, directory: string): string {
  const where = host === '' ? '' : ` on ${host}`;
  const [firstLine = ''] = message.split('\n').map(printable);
  if (log === null) return `  ${trialId}${where}: ${firstLine}`;
  return `  ${trialId}${where}: ${firstLine}; log ${forUser(join(directory, log))}`;
}
