import { html } from 'htm/preact';
import { useId, useState } from 'preact/hooks';

export interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
  /** What is wrong with a number; null where it will do. */
  readonly problem: (value: number) => string | null;
  /** The slider beside it; none where it is left out. Its ends are inside what may be typed. */
  readonly slider?: { readonly from: number; readonly to: number; readonly scale: 'linear' | 'log' };
  readonly disabled?: boolean;
  readonly note?: string;
}

/** Slider steps a decade, and digits of the numbers it gives: a step is more than rounding takes away. */
const STEPS = 20;
const DIGITS = 3;

/** A number to type, with a slider where it has a range; what is typed counts once it will do. */
export function NumberField({ label, value, onChange, problem, slider, disabled = false, note }: NumberFieldProps) {
  const id = useId();
  // What was typed stands until the number is another one; with it the number it stands for, where it is one.
  const [typed, setTyped] = useState({ text: String(value), value });
  const text = Object.is(typed.value, value) ? typed.text : String(value);
  const wrong = disabled ? null : problem(numberIn(text));
  const type = (next: string) => {
    const number = numberIn(next);
    const fits = problem(number) === null;
    setTyped({ text: next, value: fits ? number : value });
    if (fits) onChange(number);
  };
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <input id=${id} type="text" inputmode="decimal" autocomplete="off" spellcheck=${false} value=${text} disabled=${disabled}
      aria-invalid=${wrong !== null} aria-describedby=${`${id}-note`}
      onInput=${(event: Event) => type((event.target as HTMLInputElement).value)} />
    ${slider && html`<${Slider} ...${{ label, value, disabled, ...slider }} onChange=${(next: number) => type(String(next))} />`}
    <p class="note" id=${`${id}-note`}>${wrong === null ? note : html`<span class="warning">${wrong}</span>`}</p>
  </div>`;
}

/** NaN for no number, and for nothing. */
const numberIn = (text: string) => (text.trim() === '' ? Number.NaN : Number(text));

interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly from: number;
  readonly to: number;
  readonly scale: 'linear' | 'log';
  readonly disabled: boolean;
  readonly onChange: (value: number) => void;
}

function Slider({ label, value, from, to, scale, disabled, onChange }: SliderProps) {
  const log = scale === 'log';
  const position = (number: number) => (log ? Math.log10(number) : number);
  const at = Math.min(position(to), Math.max(position(from), position(value)));
  const valueAt = (place: number) => (log ? Number((10 ** place).toPrecision(DIGITS)) : place);
  return html`<input type="range" aria-label=${`${label}, slider`} aria-valuetext=${String(value)} disabled=${disabled}
    min=${position(from)} max=${position(to)} step=${log ? 1 / STEPS : 1} value=${at}
    onInput=${(event: Event) => onChange(valueAt((event.target as HTMLInputElement).valueAsNumber))} />`;
}
