import { createHash } from 'node:crypto';
import { LIMITS } from 'mlflow-js-client';

export type Leaf = string | number | boolean | null;

/** The leaves of a nested value by dotted path: `{ a: { b: 1 }, c: [2] }` is `{ 'a.b': 1, c: '[2]' }`. Arrays are JSON text. */
export function leavesOf(value: unknown, path = ''): Record<string, Leaf> {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null) {
    return { [path]: value };
  }
  if (Array.isArray(value)) return { [path]: JSON.stringify(value) };
  if (typeof value !== 'object') return {};
  const inner = Object.entries(value).map(([name, member]) => leavesOf(member, path === '' ? name : `${path}.${name}`));
  return Object.assign({}, ...inner);
}

/**
 * A specification as MLflow params: strings by dotted path, spelled alike in every run. MLflow cuts params at 6000
 * characters: a longer one is replaced by its digest, and stands in full in the run's result.json.
 */
export function parametersOf(specification: unknown): Record<string, string> {
  const leaves = Object.entries(leavesOf(specification));
  return Object.fromEntries(leaves.map(([path, leaf]) => [path, parameterText(String(leaf))]));
}

function parameterText(text: string): string {
  const characters = [...text].length;
  if (characters <= LIMITS.paramLength) return text;
  const digest = createHash('sha256').update(text).digest('hex');
  return `sha256:${digest} (${characters} characters, in full in result.json)`;
}
