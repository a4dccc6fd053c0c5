import { type Alternative, type Explanation, shortNumber } from '@collapse/analysis/in-browser';
import { html } from 'htm/preact';

interface TableProps {
  readonly explanation: Explanation;
}

/** The decoder variance of a loss, of which a loss as written has none. */
function decoderWords({ reduction, variance }: Alternative): string {
  if (reduction !== 'elbo') return 'none';
  return variance === 'learned' ? variance : shortNumber(variance);
}

/** What other losses come to. */
export function AlternativesTable({ explanation: { alternatives } }: TableProps) {
  if (alternatives.length === 0) return null;
  return html`<section>
    <h2>What would change it</h2>
    <p class="faint">One change at a time, all else as set. That more dimensions live does not say that the model is better: where log p(x) is the aim, learn the variance.</p>
    <div class="scroll" tabindex="0" role="region" aria-label="Other losses">
      <table>
        <thead><tr><th>loss</th><th class="number">beta</th><th class="number">variance</th><th class="number">beta × variance</th><th class="number">live</th></tr></thead>
        <tbody>${alternatives.map(
          (alternative) => html`<tr><th scope="row">${alternative.reduction}</th>
            <td class="number">${shortNumber(alternative.beta)}</td><td class="number">${decoderWords(alternative)}</td>
            <td class="number">${alternative.impliedBetaVariance === null ? 'no optimum' : shortNumber(alternative.impliedBetaVariance)}</td>
            <td class="number">${alternative.active ?? '–'}</td></tr>`,
        )}</tbody>
      </table>
    </div>
  </section>`;
}

/** Every latent dimension. */
export function DimensionsTable({ explanation: { eigenvalues, klPerDimension } }: TableProps) {
  if (klPerDimension === null) return null;
  return html`<details>
    <summary>Every dimension as a table</summary>
    <div class="scroll tall" tabindex="0" role="region" aria-label="Dimensions">
      <table id="dimensions">
        <thead><tr><th>dimension</th><th class="number">variance of the data</th><th></th><th class="number">KL, nats</th></tr></thead>
        <tbody>${klPerDimension.map(
          (
            kl,
            index,
          ) => html`<tr><th scope="row">${index + 1}</th><td class="number">${shortNumber(eigenvalues[index] ?? 0)}</td>
            <td>${kl > 0 ? 'lives' : 'collapses'}</td><td class="number">${shortNumber(kl)}</td></tr>`,
        )}</tbody>
      </table>
    </div>
  </details>`;
}

/** The numbers of the optimum. */
export function Numbers({ explanation }: TableProps) {
  const { optimum, impliedBetaVariance, active, latentDim } = explanation;
  if (optimum === null || impliedBetaVariance === null) return null;
  const { elbo, reconstruction, kl, logLikelihood, squaredError, decoderVariance } = optimum;
  const cells: readonly (readonly [id: string, name: string, value: string])[] = [
    ['implied', 'beta × variance', shortNumber(impliedBetaVariance)],
    ['live', 'live dimensions', `${active} of ${latentDim}`],
    ['kl', 'KL', shortNumber(kl)],
    ['reconstruction', 'reconstruction', shortNumber(reconstruction)],
    ['elbo', 'ELBO', shortNumber(elbo)],
    ['log-likelihood', 'log p(x)', shortNumber(logLikelihood)],
    ['squared-error', 'squared error', shortNumber(squaredError)],
    ['decoder-variance', 'decoder variance', shortNumber(decoderVariance)],
  ];
  return html`<dl class="numbers">${cells.map(
    ([id, name, value]) => html`<div><dt>${name}</dt><dd id=${id}>${value}</dd></div>`,
  )}</dl>
  <p class="faint">At the optimum of this loss; KL, reconstruction, ELBO and log p(x) in nats per data point at the decoder variance shown; the squared error is that of a data point, summed over its numbers.</p>`;
}
