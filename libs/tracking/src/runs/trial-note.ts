import type { TrialResult } from '@collapse/trials';
import { verdictOf } from './verdict.ts';

const LONGEST_MESSAGE = 2000;

/** What a trial's run says about itself, in Markdown. */
export function trialNote(result: TrialResult): string {
  if (result.status === 'failed') {
    const { reason, message } = result.error;
    const text = message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)} ...` : message;
    return `**Failed: ${reason}**, attempt ${result.attempt}.\n\n${fenced(text)}`;
  }
  const { metrics, specification } = result;
  const { latentDim } = specification.model;
  const { evidence, prediction } = verdictOf(result);
  const predicted =
    metrics.active_units_predicted === null
      ? 'no closed form tells how many'
      : evidence === 'exact'
        ? `the closed form predicts ${metrics.active_units_predicted} (${prediction})`
        : `the best linear VAE, a yardstick here, has ${metrics.active_units_predicted} (${prediction})`;
  const lines = [
    `**${metrics.active_units ?? 'An unknown number'} of ${latentDim} latent dimensions are active**; ${predicted}.`,
    '',
    '| nats per data point | |',
    '|---|---|',
    ...[
      row('ELBO', metrics.elbo),
      row('log-likelihood, exact', metrics.log_likelihood),
      row('objective', metrics.objective),
      row('its closed-form maximum', metrics.objective_optimum),
      row('KL to the prior', metrics.kl),
    ].flat(),
    '',
    '`dimensions.json` (Artifacts) lists every dimension; `dimension/kl` is the spectrum, largest first.',
  ];
  return lines.join('\n');
}

function row(title: string, value: number | null): string[] {
  return value === null ? [] : [`| ${title} | ${value.toPrecision(7)} |`];
}

/** As text, whatever Markdown it holds. */
function fenced(text: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${text}\n${fence}`;
}
