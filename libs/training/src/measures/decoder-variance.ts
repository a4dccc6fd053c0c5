import { fitsEvery, type Measure } from './measure.ts';

export const decoderVariance: Measure = {
  columns: [
    {
      name: 'decoder_variance',
      unit: 'squared data units',
      doc: 'after training; a mean where it differs between dimensions',
    },
  ],
  fits: fitsEvery,
  take: ({ decoderVariance }) => ({ decoder_variance: decoderVariance() }),
};
