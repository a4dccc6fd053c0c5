import { ACTIVE_ABOVE, collapseMeasures } from '@collapse/closed-forms';
import { fitsEvery, type Measure } from './measure.ts';

export const activeUnits: Measure = {
  columns: [
    {
      name: 'active_units',
      unit: 'dimensions',
      doc: "those whose posterior mean has a variance above 0.01 of its level's prior",
    },
    { name: 'second_active_units', unit: 'dimensions', doc: 'the same of a second level, over z1' },
    {
      name: 'collapsed_fraction',
      unit: 'share, 0 to 1',
      doc: 'dimensions whose KL is below 0.01 nats for at least 99% of the data points',
    },
    { name: 'active_kl', unit: 'dimensions', doc: 'those with a mean KL above 0.01 nats' },
  ],
  fits: fitsEvery,
  take({ terms }) {
    const { second } = terms();
    const { activeUnits, collapsedFraction, activeKl } = collapseMeasures(terms());
    return {
      active_units: activeUnits,
      second_active_units: second?.secondMeanVariance.filter((variance) => variance > ACTIVE_ABOVE).length ?? null,
      // The prior of the first of two levels is given z2, and neither measure is.
      collapsed_fraction: second ? null : collapsedFraction,
      active_kl: second ? null : activeKl,
    };
  },
};
