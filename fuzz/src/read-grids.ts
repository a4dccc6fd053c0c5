import { datasetShape } from '@collapse/datasets';
import { type Grid, GridError, issueMessage, parseGrid } from '@collapse/trials';
import fc from 'fast-check';
import { randomGrid } from './random-grid.ts';

export interface GridFuzz {
  readonly accepted: number;
  readonly refused: number;
  /** A grid that was read wrongly, and how it shows. */
  readonly refutations: readonly string[];
}

/** Reads random grids: each has to become trials, or an error that tells what is wrong in lines that can be printed. */
export function readGrids({ count, seed }: { count: number; seed: number }): GridFuzz {
  const outcome = { accepted: 0, refused: 0, refutations: [] as string[] };
  for (const [index, input] of fc.sample(randomGrid, { seed, numRuns: count }).entries()) {
    try {
      const grid = parseGrid(input, 'random.json', { datasetFacts: datasetShape });
      outcome.accepted++;
      outcome.refutations.push(...complaintsOfGrid(grid).map((why) => `grid ${index}: ${why}`));
    } catch (error) {
      outcome.refused++;
      outcome.refutations.push(...complaintsOfError(error).map((why) => `grid ${index}: ${why}`));
    }
  }
  return outcome;
}

function complaintsOfGrid({ trials, base, axes }: Grid): string[] {
  const ids = new Set(trials.map(({ id }) => id));
  const complaints = ids.size === trials.length ? [] : ['two trials have one id'];
  if (trials.length === 0) complaints.push('no trial at all');
  // The study folder keeps grid and trials as JSON.
  const kept: unknown = JSON.parse(JSON.stringify({ base, axes, trials }));
  if (JSON.stringify(kept) !== JSON.stringify({ base, axes, trials })) complaints.push('what JSON keeps of it differs');
  return complaints;
}

/** Words that say that a value slipped through to a place where nobody thought of it. */
const NONSENSE = /NaN or less|-\d+ or less|undefined|\[object|received \.|expected ,/;

function complaintsOfError(error: unknown): string[] {
  if (!(error instanceof GridError)) return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  const messages = error.issues.map(issueMessage);
  const complaints = messages.filter((message) => NONSENSE.test(message) || /\p{Cc}/u.test(message));
  if (/[^\n\P{Cc}]/u.test(error.message)) complaints.push(`control characters in ${JSON.stringify(error.message)}`);
  for (const { field, expected, received, remedy } of error.issues) {
    if ([field, expected, received, remedy].some((part) => part.trim() === ''))
      complaints.push(`an empty part: ${JSON.stringify({ field, expected, received, remedy })}`);
    if (!/[.?)]$/.test(remedy)) complaints.push(`no whole sentence: ${remedy}`);
  }
  if (new Set(messages).size < messages.length) complaints.push(`one issue twice: ${messages.join(' | ')}`);
  return complaints;
}
