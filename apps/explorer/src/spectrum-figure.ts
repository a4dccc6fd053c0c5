import { COLOURS, type Explanation, shortNumber } from '@collapse/analysis/in-browser';
import { html } from 'htm/preact';
import { linearTicks, logTicks } from './axis-ticks.ts';

const HEIGHT = { spectrum: 270, kl: 110, gap: 52, top: 26, bottom: 44 } as const;
const SPECTRUM_BOTTOM = HEIGHT.top + HEIGHT.spectrum;
const KL_TOP = SPECTRUM_BOTTOM + HEIGHT.gap;
const KL_BOTTOM = KL_TOP + HEIGHT.kl;
const LEFT = 58;
const RIGHT = 14;
const FEWEST = 30;
/** Below this share of the largest variance there is only rounding to see. */
const DEPTH = 1e-9;

interface FigureProps {
  readonly explanation: Explanation;
  /** px */
  readonly width: number;
}

/** Directions of the data side by side, the first ones where not all fit. */
interface Directions {
  readonly shown: number;
  /** Width of one, px. */
  readonly slot: number;
  readonly start: number;
  readonly end: number;
}

/** The spectrum with the threshold as a line and, below it, the KL of each dimension. */
export function SpectrumFigure({ explanation, width }: FigureProps) {
  const { eigenvalues, latentDim, dim } = explanation;
  if ((eigenvalues[0] ?? 0) <= 0) return html`<p>The data never vary: there is no spectrum to show.</p>`;
  const shown = Math.min(dim, Math.max(FEWEST, Math.ceil(latentDim * 1.25)));
  const end = width - RIGHT;
  const directions = { shown, slot: (end - LEFT) / shown, start: LEFT, end };
  const height = KL_BOTTOM + HEIGHT.bottom;
  const limit = LEFT + directions.slot * latentDim;
  const ticks = linearTicks(shown, Math.max(3, Math.floor(width / 110))).filter(
    (tick) => tick > 1 && Number.isInteger(tick),
  );
  return html`<svg class="spectrum" width=${width} height=${height} viewBox=${`0 0 ${width} ${height}`} role="img" aria-label=${description(explanation)}>
    ${
      latentDim < shown &&
      html`<line class="limit" x1=${limit} x2=${limit} y1=${HEIGHT.top} y2=${KL_BOTTOM} />
      <text class=${limit > end - 60 ? 'tick end' : 'tick'} x=${limit > end - 60 ? limit - 5 : limit + 5} y=${SPECTRUM_BOTTOM + 16}>k = ${latentDim}</text>`
    }
    <${SpectrumPanel} ...${{ explanation, directions }} />
    <${KlPanel} ...${{ explanation, directions }} />
    ${[1, ...ticks].map((tick) => html`<text class="tick middle" x=${centreOf(tick - 1, directions)} y=${KL_BOTTOM + 17}>${tick}</text>`)}
    <text class="tick middle" x=${(LEFT + end) / 2} y=${KL_BOTTOM + 37}>direction, by variance${shown < dim ? ` (the first ${shown} of ${dim})` : ''}</text>
  </svg>`;
}

const centreOf = (index: number, { start, slot }: Directions) => start + (index + 0.5) * slot;

interface PanelProps {
  readonly explanation: Explanation;
  readonly directions: Directions;
}

function SpectrumPanel({ explanation, directions }: PanelProps) {
  const { latentDim, active, impliedBetaVariance: threshold } = explanation;
  const { shown, slot, start, end } = directions;
  const eigenvalues = explanation.eigenvalues.slice(0, shown);
  const visible = eigenvalues.filter((value) => value > (eigenvalues[0] ?? 0) * DEPTH);
  const ends = threshold === null ? visible : [...visible, threshold];
  const [from, to] = [Math.min(...ends) / 1.4, Math.max(...ends) * 1.6];
  const y = (value: number) =>
    SPECTRUM_BOTTOM - (Math.log(Math.max(value, from) / from) / Math.log(to / from)) * HEIGHT.spectrum;
  const kindOf = (index: number): MarkKind => {
    if (index >= latentDim) return 'beyond';
    if (active === null) return 'open';
    return index < active ? 'lives' : 'dies';
  };
  const size = Math.min(4, Math.max(2, slot * 0.4));
  return html`<g>
    <text class="title" x="4" y="14">Variance along each direction of the data</text>
    ${logTicks(from, to, 7).map((tick) => html`<${Rule} value=${tick} y=${y(tick)} end=${end} />`)}
    ${eigenvalues.map((value, index) => {
      const kind = kindOf(index);
      const title = `${index + 1}: variance ${shortNumber(value)}, ${MARK_WORDS[kind]}`;
      return html`<${Mark} ...${{ kind, size, title }} x=${centreOf(index, directions)} y=${y(value)} />`;
    })}
    ${
      threshold !== null &&
      html`<line x1=${start} x2=${end} y1=${y(threshold)} y2=${y(threshold)} stroke=${COLOURS.closedForm} stroke-width="2" />
      <text class="label end" x=${end} y=${labelY(y(threshold))}>beta × variance = ${shortNumber(threshold)}</text>`
    }
    <line class="axis" x1=${start} x2=${end} y1=${SPECTRUM_BOTTOM} y2=${SPECTRUM_BOTTOM} />
  </g>`;
}

function KlPanel({ explanation: { klPerDimension, active }, directions }: PanelProps) {
  const { slot, start, end } = directions;
  const highest = Math.max(0.01, ...(klPerDimension ?? []));
  const y = (value: number) => KL_BOTTOM - (value / highest) * HEIGHT.kl;
  const bar = Math.max(1, Math.min(14, slot * 0.7));
  return html`<g>
    <text class="title" x="4" y=${KL_TOP - 12}>KL of each dimension, nats per data point</text>
    ${
      active
        ? linearTicks(highest, 3).map((tick) => html`<${Rule} value=${tick} y=${y(tick)} end=${end} />`)
        : html`<text class="tick middle" x=${(start + end) / 2} y=${(KL_TOP + KL_BOTTOM) / 2}>${active === null ? 'no one optimum' : '0 in every dimension'}</text>`
    }
    ${(klPerDimension ?? []).slice(0, active ?? 0).map(
      (
        kl,
        index,
      ) => html`<rect x=${centreOf(index, directions) - bar / 2} width=${bar} y=${y(kl)} height=${KL_BOTTOM - y(kl)}
        fill=${COLOURS.closedForm}><title>${`${index + 1}: KL ${shortNumber(kl)}`}</title></rect>`,
    )}
    <line class="axis" x1=${start} x2=${end} y1=${KL_BOTTOM} y2=${KL_BOTTOM} />
  </g>`;
}

/** A line of the grid with its number. */
function Rule({ value, y, end }: { readonly value: number; readonly y: number; readonly end: number }) {
  return html`<g><line class="rule" x1=${LEFT} x2=${end} y1=${y} y2=${y} /><text class="tick end" x=${LEFT - 8} y=${y + 4}>${tickText(value)}</text></g>`;
}

type MarkKind = keyof typeof MARK_WORDS;
const MARK_WORDS = {
  lives: 'lives',
  dies: 'collapses',
  open: 'no one optimum',
  beyond: 'beyond k, not asked for',
} as const;

interface MarkProps {
  readonly kind: MarkKind;
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly title?: string;
}

/** Told apart by shape as well as by colour. */
function Mark({ kind, x, y, size, title }: MarkProps) {
  const words = title === undefined ? null : html`<title>${title}</title>`;
  if (kind === 'lives')
    return html`<circle class="lives" cx=${x} cy=${y} r=${size} fill=${COLOURS.live}>${words}</circle>`;
  if (kind === 'beyond')
    return html`<circle class="beyond" cx=${x} cy=${y} r=${Math.min(1.6, size)} fill=${COLOURS.notAsked}>${words}</circle>`;
  if (kind === 'open') {
    return html`<circle class="open" cx=${x} cy=${y} r=${size} fill="none" stroke=${COLOURS.notAsked} stroke-width="1.5">${words}</circle>`;
  }
  const path = `M${x - size},${y - size}l${2 * size},${2 * size}m0,${-2 * size}l${-2 * size},${2 * size}`;
  return html`<path class="dies" d=${path} fill="none" stroke=${COLOURS.collapsed} stroke-width="1.5">${words}</path>`;
}

/** What the marks mean, above the figure. */
export function FigureKey({ explanation }: { readonly explanation: Explanation }) {
  const { active, latentDim, dim, impliedBetaVariance } = explanation;
  const entry = (kind: MarkKind, words: string) =>
    html`<li><svg width="14" height="14" aria-hidden="true"><${Mark} kind=${kind} x=${7} y=${7} size=${4} /></svg>${words}</li>`;
  return html`<ul class="key">
    ${active === null ? entry('open', 'no one optimum') : [active > 0 && entry('lives', 'lives'), active < latentDim && entry('dies', 'collapses')]}
    ${latentDim < dim && entry('beyond', 'beyond k, not asked for')}
    ${impliedBetaVariance !== null && html`<li><svg width="20" height="14" aria-hidden="true"><line x1="0" x2="20" y1="7" y2="7" stroke=${COLOURS.closedForm} stroke-width="2" /></svg>threshold, beta × variance</li>`}
  </ul>`;
}

function description({ active, latentDim, impliedBetaVariance, eigenvalues }: Explanation): string {
  const spectrum = `Spectrum of the data, largest variance ${shortNumber(eigenvalues[0] ?? 0)}`;
  if (active === null || impliedBetaVariance === null) return `${spectrum}; no one optimum.`;
  return `${spectrum}; ${active} of ${latentDim} dimensions are above the threshold ${shortNumber(impliedBetaVariance)} and live. The table below has the numbers.`;
}

/** Above its line, or below it at the top of the figure. */
const labelY = (line: number) => (line < HEIGHT.top + 18 ? line + 16 : line - 6);

function tickText(value: number): string {
  if (value === 0) return '0';
  if (value >= 1e4 || value < 1e-3) return value.toExponential(0).replace('e+', 'e').replace('-', '−');
  return String(Number(value.toPrecision(3)));
}
