import { type Explanation, REDUCTIONS, shortNumber } from '@collapse/analysis/in-browser';
import { html } from 'htm/preact';
import { LOSS_CODE } from './losses.ts';
import { NumberField } from './number-field.ts';
import type { Settings } from './settings.ts';

interface ControlsProps {
  readonly settings: Settings;
  readonly explanation: Explanation;
  readonly onChange: (change: Partial<Settings>) => void;
}

const BETAS = { from: 1e-6, to: 1e3, scale: 'log' } as const;

const atLeastZero = (value: number) => (value >= 0 && Number.isFinite(value) ? null : 'A number of 0 or more.');
const aboveZero = (value: number) => (value > 0 && Number.isFinite(value) ? null : 'A number above 0.');
const wholeUpTo = (most: number) => (value: number) =>
  Number.isInteger(value) && value >= 1 && value <= most ? null : `A whole number from 1 to ${most}.`;

/** The loss, and all of its settings that decide which dimensions live. */
export function Controls({ settings, explanation, onChange }: ControlsProps) {
  const { loss, beta, variance, learned, latentDim, batchSize } = settings;
  const { count, dim } = explanation;
  const isElbo = loss === 'elbo';
  const choose = (event: Event) => {
    const chosen = REDUCTIONS.find((one) => one === (event.target as HTMLSelectElement).value);
    if (chosen !== undefined) onChange({ loss: chosen });
  };
  return html`<form class="controls" aria-label="Loss and model" onSubmit=${(event: Event) => event.preventDefault()}>
    <div class="field loss">
      <label for="loss">Loss</label>
      <select id="loss" value=${loss} onChange=${choose} aria-describedby="loss-code">
        ${REDUCTIONS.map((one) => html`<option value=${one}>${one}</option>`)}
      </select>
      <p class="note" id="loss-code"><code>${LOSS_CODE[loss]}</code></p>
    </div>
    <${NumberField} label="beta" value=${beta} slider=${BETAS} problem=${atLeastZero} onChange=${(next: number) => onChange({ beta: next })} />
    <div class="variance">
      <${NumberField} label="Decoder variance" value=${variance} slider=${varianceRange(explanation)} problem=${aboveZero}
        disabled=${!isElbo || learned} note=${varianceNote(settings, explanation)} onChange=${(next: number) => onChange({ variance: next })} />
      <label class="check"><input type="checkbox" checked=${learned && isElbo} disabled=${!isElbo}
        onChange=${(event: Event) => onChange({ learned: (event.target as HTMLInputElement).checked })} /> learned</label>
    </div>
    <${NumberField} label="Latent dimensions, k" value=${latentDim} slider=${{ from: 1, to: dim, scale: 'linear' }}
      problem=${wholeUpTo(dim)} onChange=${(next: number) => onChange({ latentDim: next })} />
    <${NumberField} label="Data points a batch" value=${batchSize} problem=${wholeUpTo(count)}
      note=${loss === 'mean-sum' ? 'The threshold of this loss grows with it.' : 'Of these losses, only mean-sum depends on it.'}
      onChange=${(next: number) => onChange({ batchSize: next })} />
  </form>`;
}

/** Whole decades around the variances of the data. */
function varianceRange({ eigenvalues, rank }: Explanation) {
  const largest = eigenvalues[0] || 1;
  const smallest = eigenvalues[rank - 1] || largest;
  const decade = (value: number) => Math.floor(Math.log10(value));
  return { from: 10 ** Math.max(decade(smallest), decade(largest) - 6), to: 10 ** (decade(largest) + 2), scale: 'log' };
}

function varianceNote({ loss, learned }: Settings, { optimum }: Explanation): string {
  if (loss !== 'elbo') return 'This loss has none of its own: it implies one.';
  if (!learned) return '';
  return optimum === null ? 'Learned: there is no optimum.' : `Learned: ${shortNumber(optimum.decoderVariance)}.`;
}
