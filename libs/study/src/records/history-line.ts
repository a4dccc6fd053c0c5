import type { HistoryPoint } from '@collapse/trials';
import { isJsonObject, parseLine } from '../files/json-lines.ts';

/** One point as a line of history.jsonl. JSON has no NaN or infinity: those are written as the strings JavaScript prints. */
export function formatHistoryPoint(point: HistoryPoint): string {
  const metrics = Object.entries(point.metrics).map(([name, value]) => [
    name,
    Number.isFinite(value) ? value : String(value),
  ]);
  return JSON.stringify({ step: point.step, timestamp: point.timestamp, metrics: Object.fromEntries(metrics) });
}

/** The point of a parsed line, or null where it is not one. */
export function parseHistoryPoint(value: unknown): HistoryPoint | null {
  if (!isJsonObject(value) || !isJsonObject(value.metrics)) return null;
  const { step, timestamp } = value;
  if (typeof step !== 'number' || typeof timestamp !== 'number') return null;
  const metrics = Object.entries(value.metrics).map(([name, number]) => [name, Number(number)]);
  return { step, timestamp, metrics: Object.fromEntries(metrics) };
}

/** The points of a training curve in the lines of its file. A line that is none is passed over. */
export function parseHistory(lines: string): HistoryPoint[] {
  return lines.split('\n').flatMap((line) => parseHistoryPoint(parseLine(line)) ?? []);
}
