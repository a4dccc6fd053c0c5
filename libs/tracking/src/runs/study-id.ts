import { createHash } from 'node:crypto';
import type { Study } from '@collapse/study';

/**
 * 12 hexadecimal digits that stand for a study in MLflow: of its name and the first event of its journal, which stay with
 * the folder wherever it is moved. Two studies of one name are two.
 */
export function studyIdOf({ grid, journal }: Pick<Study, 'grid' | 'journal'>): string {
  const [first = null] = journal;
  return createHash('sha256')
    .update(JSON.stringify([grid.name, first]))
    .digest('hex')
    .slice(0, 12);
}
