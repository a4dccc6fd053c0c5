import { betaThreshold } from './beta-threshold.ts';
import { collapseByVariance } from './collapse-by-variance.ts';
import { decoderVariance } from './decoder-variance.ts';
import { encoderFamilies } from './encoder-families.ts';
import { estimators } from './estimators.ts';
import { hierarchicalAndConditional } from './hierarchical-and-conditional.ts';
import { implementationGap } from './implementation-gap.ts';
import { learnedVariance } from './learned-variance.ts';
import { likelihoodByLatents } from './likelihood-by-latents.ts';
import { notebook } from './notebook.ts';
import { phaseDiagram } from './phase-diagram.ts';
import { stationaryPoints } from './stationary-points.ts';
import { stochasticVsAnalytic } from './stochastic-vs-analytic.ts';
import type { ReadStudy } from './study-report.ts';
import { whoseFault } from './whose-fault.ts';

/** What makes findings and figures of a study's trials, by the study's name, in the gallery's order. */
const READINGS: Readonly<Record<string, ReadStudy>> = {
  'stationary-points': stationaryPoints,
  'likelihood-by-latents': likelihoodByLatents,
  'stochastic-vs-analytic': stochasticVsAnalytic,
  'encoder-families': encoderFamilies,
  'collapse-by-variance': collapseByVariance,
  'learned-variance': learnedVariance,
  notebook,
  'beta-threshold': betaThreshold,
  'phase-diagram': phaseDiagram,
  'implementation-gap': implementationGap,
  estimators,
  'decoder-variance': decoderVariance,
  'whose-fault': whoseFault,
  'hierarchical-and-conditional': hierarchicalAndConditional,
};

/** null for a study that nobody has written a reading for. */
export function studyReading(name: string): ReadStudy | null {
  return READINGS[name] ?? null;
}

/** Known studies in the gallery's order, unknown ones behind them. */
export function inStudyOrder<Item>(items: readonly Item[], nameOf: (item: Item) => string): Item[] {
  const names = Object.keys(READINGS);
  const place = (item: Item) => {
    const index = names.indexOf(nameOf(item));
    return index === -1 ? names.length : index;
  };
  return items.toSorted((one, other) => place(one) - place(other));
}
