import { type ExplainedData, type ExplainSettings, type Explanation, explain } from '@collapse/analysis/in-browser';

/** What the reader has set. */
export interface Settings {
  readonly loss: ExplainSettings['reduction'];
  readonly beta: number;
  /** Decoder variance where it is not learned; of the ELBO alone. */
  readonly variance: number;
  readonly learned: boolean;
  readonly latentDim: number;
  readonly batchSize: number;
}

/** Data, what they are called on the page, and what `sweep explain --data` is given for them. */
export interface Source {
  readonly title: string;
  readonly option: string;
  readonly data: ExplainedData;
}

const USUAL_BATCH = 128;

export function explainedWith(data: ExplainedData, { loss, beta, ...settings }: Settings): Explanation {
  const { latentDim, batchSize, learned } = settings;
  const variance = loss !== 'elbo' ? null : learned ? 'learned' : settings.variance;
  return explain(data, { reduction: loss, beta, variance, batchSize, latentDim, likelihood: 'gaussian' });
}

/** What a page starts with: as many latent dimensions as `sweep explain` takes of these data. */
export function initialSettings(data: ExplainedData): Settings {
  const elbo = { reduction: 'elbo', beta: 1, variance: 1, likelihood: 'gaussian' } as const;
  const { latentDim } = explain(data, { ...elbo, batchSize: null, latentDim: null });
  return { loss: 'elbo', beta: 1, variance: 1, learned: false, latentDim, batchSize: USUAL_BATCH };
}

/** The same loss on other data. */
export function settingsFor(data: ExplainedData, before: Settings): Settings {
  return { ...before, latentDim: initialSettings(data).latentDim };
}

/** What was set as far as these data go: no batch is larger than they are. */
export function fittedTo(data: ExplainedData, settings: Settings): Settings {
  return { ...settings, batchSize: Math.min(settings.batchSize, data.count) };
}

/** The command that prints the same. */
export function commandOf({ option }: Source, settings: Settings): string {
  const { loss, beta, variance, learned, latentDim, batchSize } = settings;
  const options = [
    `--loss ${loss} --beta ${beta}`,
    ...(loss === 'elbo' ? [`--variance ${learned ? 'learned' : variance}`] : []),
    `--batch ${batchSize} --latent ${latentDim}`,
  ];
  return `npx sweep explain --data ${inShell(option)} ${options.join(' ')}`;
}

/** One word for a shell. */
function inShell(text: string): string {
  return /^[\w./+,@%:=][\w./+,@%:=-]*$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
