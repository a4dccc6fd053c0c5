import { likelihoodOf } from '@collapse/models';
import type { Catalog } from '../catalog/catalog.ts';
import { canonicalJson } from '../identity/canonical-json.ts';
import type { LikelihoodSpecification } from '../specification/specification.ts';

/** Counts combinations of axes that are one trial because its decoder uses none of the fields that they differ in. */
export interface TwinCount {
  /** Takes in a combination that makes the same trial as one before; false where it differs in nothing that is unused. */
  add(trialId: string, earlier: unknown, later: unknown): boolean;
  /** A sentence for each kind of decoder and the fields. */
  notices(): string[];
}

export function countTwins({ components, written }: Catalog): TwinCount {
  const counts = new Map<string, { readonly trials: Set<string>; combinations: number }>();
  return {
    add(trialId, earlier, later) {
      const [one, other] = [written.parse(earlier).likelihood, written.parse(later).likelihood];
      const { unused = [], label } = likelihoodOf(components, one);
      const fields = differing(one, other, unused);
      if (fields.length === 0) return false;
      const why = `${fields.join(' and ')}, which ${label} does not use`;
      const count = counts.get(why) ?? { trials: new Set(), combinations: 0 };
      counts.set(why, count);
      if (!count.trials.has(trialId)) count.combinations++;
      count.trials.add(trialId);
      count.combinations++;
      return true;
    },
    notices: () =>
      Array.from(counts, ([why, { trials, combinations }]) => {
        const result = trials.size === 1 ? 'one trial' : `${trials.size.toLocaleString('en')} trials`;
        return `${combinations.toLocaleString('en')} combinations differ only in ${why}: ${result}.`;
      }),
  };
}

function differing(one: LikelihoodSpecification, other: LikelihoodSpecification, unused: readonly string[]): string[] {
  return unused
    .filter((field) => canonicalJson(one[field]) !== canonicalJson(other[field]))
    .map((field) => `likelihood.${field}`);
}
