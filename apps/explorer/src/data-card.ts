import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';
import type { Source } from './settings.ts';

/** A file that is being read. */
export interface Reading {
  readonly name: string;
  readonly step: string;
}

interface DataCardProps {
  readonly source: Source;
  readonly example: Source;
  readonly reading: Reading | null;
  readonly problem: string | null;
  readonly dragged: boolean;
  readonly onFile: (file: File) => void;
  readonly onExample: () => void;
  readonly onStop: () => void;
}

/** Which data are shown, and how to show others. */
export function DataCard({ source, example, reading, problem, dragged, onFile, onExample, onStop }: DataCardProps) {
  const { data, title } = source;
  const take = (event: Event) => {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    if (file !== undefined) onFile(file);
    // The same file may be chosen again.
    input.value = '';
  };
  return html`<section class=${`data${dragged ? ' dragged' : ''}`} aria-label="Data">
    <p><strong id="data-title">${title}</strong><span class="faint"> ${data.count} data points of ${data.dim} numbers</span></p>
    <p class="actions">
      <span class="choose"><input type="file" id="file" accept=".npy,.csv,.tsv,.gz" onChange=${take} /><label for="file" class="button">Choose a file</label></span>
      <span class="faint">or drop it on the page: .npy, .csv or .tsv, a data point a row. It stays in this browser.</span>
      ${source !== example && html`<button type="button" class="toggle" onClick=${onExample}>Back to the example</button>`}
    </p>
    <div role="status">${reading && html`<p class="reading"><${Progress} key=${reading.name} reading=${reading} /> <button type="button" class="toggle" onClick=${onStop}>Stop</button></p>`}</div>
    <div role="alert">${problem !== null && html`<p class="warning" id="problem">${problem}</p>`}</div>
  </section>`;
}

/** What is done with the file, and for how long by now. */
function Progress({ reading: { name, step } }: { readonly reading: Reading }) {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds((now) => now + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  return html`<span>${name}: ${step}<span aria-hidden="true">${seconds > 0 ? `, ${seconds} s` : ''}</span></span>`;
}
