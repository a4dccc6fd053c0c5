import { ACTIVE_ABOVE, effectiveRank, posteriorMeanSpectrum } from '@collapse/closed-forms';
import { codesInUse } from '../evaluation/evaluate-data.ts';
import { fitsEvery, type Measure } from './measure.ts';

/** What a rotation of the latent space cannot change, unlike the count of active units. */
export const activeAxes: Measure = {
  columns: [
    {
      name: 'active_axes',
      unit: 'directions',
      doc: 'eigenvalues of the covariance of the posterior means over the data above 0.01',
    },
    {
      name: 'effective_rank',
      unit: 'directions',
      doc: 'exp of the entropy of those eigenvalues as shares of their sum; empty where the means do not vary',
    },
  ],
  fits: fitsEvery,
  take({ trial, evaluated }) {
    // In the units that active units are counted in.
    const spectrum = posteriorMeanSpectrum(codesInUse(trial, evaluated().outputs));
    return {
      active_axes: spectrum.filter((eigenvalue) => eigenvalue > ACTIVE_ABOVE).length,
      effective_rank: effectiveRank(spectrum),
    };
  },
};
