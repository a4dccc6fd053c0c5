/** The line, from 1 on, that a place in a text is in. */
export function lineAt(source: string, offset: number): number {
  return source.slice(0, offset).split('\n').length;
}

/**
 * Where a member of a component is written, as far as a search tells: the first line that defines a member of that name from
 * the line on that has the component's kind; null where there is none.
 */
export function lineOfMember(source: string, kind: string, member: string): number | null {
  const lines = source.split('\n');
  const named = new RegExp(`\\bkind\\s*:\\s*['"\`]${escaped(kind)}['"\`]`);
  const start = Math.max(
    0,
    lines.findIndex((line) => named.test(line)),
  );
  if (member === 'kind' && named.test(lines[start] ?? '')) return start + 1;
  const defines = new RegExp(`^\\s*(async\\s+)?${escaped(member)}\\s*[:(,]`);
  const found = lines.findIndex((line, index) => index >= start && defines.test(line));
  const anywhere = found === -1 ? lines.findIndex((line) => defines.test(line)) : found;
  if (anywhere !== -1) return anywhere + 1;
  return named.test(lines[start] ?? '') ? start + 1 : null;
}

/** The line of a file that an error came from, by its stack; null where the stack does not have it. */
export function lineOfError(error: unknown, path: string): number | null {
  if (!(error instanceof Error)) return null;
  const place = error.stack?.split(path).find((rest, index) => index > 0 && /^:\d+/.test(rest));
  const [, line] = /^:(\d+)/.exec(place ?? '') ?? [];
  return line === undefined ? null : Number(line);
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
