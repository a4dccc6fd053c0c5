/** One cell of a table. */
export type Cell = string | number | boolean | null;

/** The leaves of a nested value by dotted path: `{ a: { b: 1 }, c: [2] }` is `{ 'a.b': 1, c: '[2]' }`. Arrays are JSON text. */
export function flattenSpecification(value: unknown, path = ''): Record<string, Cell> {
  const cells: Record<string, Cell> = {};
  collectLeaves(value, path, cells);
  return cells;
}

function collectLeaves(value: unknown, path: string, cells: Record<string, Cell>): void {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    for (const [name, inner] of Object.entries(value)) {
      collectLeaves(inner, path === '' ? name : `${path}.${name}`, cells);
    }
  } else if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null) {
    cells[path] = value;
  } else if (value !== undefined) {
    cells[path] = JSON.stringify(value);
  }
}
