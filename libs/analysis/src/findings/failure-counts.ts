import type { Analysis } from '../analyse-study.ts';
import { counted } from '../counting-words.ts';

/** Failed trials by reason: `diverged: 2, timed out: 1`. */
export function failureCounts({ rows }: Analysis): string {
  const byReason = Map.groupBy(
    rows.filter((row) => row.failure !== null),
    (row) => row.failure?.reason ?? 'error',
  );
  return [...byReason]
    .map(([reason, members]) => `${reason.replaceAll('-', ' ')}: ${counted(members.length)}`)
    .join(', ');
}
