import { codesInUse, klOfPointsOf } from '../evaluation/evaluate-data.ts';
import { measuredLevels, objectiveValue } from '../steps/objective-value.ts';
import { fitsEvery, type Measure } from './measure.ts';

export const objective: Measure = {
  columns: [
    {
      name: 'objective',
      unit: 'nats; for a loss as written, that loss',
      doc: 'what training maximized: the ELBO with beta, or minus the loss in the reduction asked for',
    },
  ],
  fits: fitsEvery,
  take({ trial, specification, data, batchSize, terms, evaluated }) {
    const { reconstruction, kl, klPerDimension, second } = terms();
    const size = { dim: data.dataset.dim, batchSize };
    const klOfPoints = () => klOfPointsOf(codesInUse(trial, evaluated().outputs));
    const levels = second
      ? measuredLevels(specification, [kl - second.second, second.second], null)
      : measuredLevels(specification, [kl], { klPerDimension, klOfPoints });
    return { objective: objectiveValue(trial, size, { reconstruction, levels }) };
  },
};
