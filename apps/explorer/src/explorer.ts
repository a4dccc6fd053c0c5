import { explanationWords } from '@collapse/analysis/in-browser';
import { html } from 'htm/preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Controls } from './controls.ts';
import { DataCard, type Reading } from './data-card.ts';
import type { DataReply } from './data-messages.ts';
import {
  commandOf,
  explainedWith,
  fittedTo,
  initialSettings,
  type Settings,
  type Source,
  settingsFor,
} from './settings.ts';
import { FigureKey, SpectrumFigure } from './spectrum-figure.ts';
import { AlternativesTable, DimensionsTable, Numbers } from './tables.ts';

export interface ExplorerProps {
  readonly example: Source;
  /** Starts to read a file; returns how to stop. */
  readonly read: (file: File, onReply: (reply: DataReply) => void) => () => void;
}

/** The whole page: data, settings, and what the closed form says of them. */
export function Explorer({ example, read }: ExplorerProps) {
  const [source, setSource] = useState(example);
  const [wanted, setWanted] = useState(() => initialSettings(example.data));
  const settings = useMemo(() => fittedTo(source.data, wanted), [source, wanted]);
  const explanation = useMemo(() => explainedWith(source.data, settings), [source, settings]);
  const show = (next: Source) => {
    setSource(next);
    setWanted((before) => settingsFor(next.data, before));
  };
  const file = useDataFile(read, show);
  const dragged = useDrop(file.take);
  const { subject, threshold, verdict, details } = explanationWords(explanation);
  const change = (part: Partial<Settings>) => setWanted((before) => ({ ...before, ...part }));
  const backToExample = () => {
    file.stop();
    show(example);
  };
  return html`<main class="explorer">
    <header>
      <h1>Which latent dimensions does your loss leave alive?</h1>
      <p class="faint">The closed form of a linear VAE with a Gaussian decoder on your data, without training. A nonlinear model need not follow it: this is where to look first.</p>
    </header>
    <${DataCard} ...${{ source, example, dragged, reading: file.reading, problem: file.problem }} onFile=${file.take} onExample=${backToExample} onStop=${file.stop} />
    <div class="columns">
      <p class="headline" id="verdict" aria-live="polite">${verdict}</p>
      <${Controls} settings=${settings} explanation=${explanation} onChange=${change} />
      <div class="found">
        <figure>
          <${FigureKey} explanation=${explanation} />
          <${Measured} draw=${(width: number) => html`<${SpectrumFigure} explanation=${explanation} width=${width} />`} />
        </figure>
        <${Numbers} explanation=${explanation} />
        <div id="words">
          <p>${subject} ${threshold}</p>
          <ul>${details.map((line) => html`<li>${line}</li>`)}</ul>
        </div>
        <${DimensionsTable} explanation=${explanation} />
        <${AlternativesTable} explanation=${explanation} />
        <section>
          <h2>The same in a terminal</h2>
          <pre><code id="command">${commandOf(source, settings)}</code></pre>
          <p><button type="button" class="toggle" id="save" onClick=${() => save(JSON.stringify(explanation))}>Save these numbers as JSON</button> <span class="faint">as <code>--json</code> prints them</span></p>
        </section>
      </div>
    </div>
  </main>`;
}

/** The file that is being read, if any; a new one takes its place. */
function useDataFile(read: ExplorerProps['read'], onSource: (source: Source) => void) {
  const [reading, setReading] = useState<Reading | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const running = useRef<() => void>(() => {});
  const stop = () => {
    running.current();
    running.current = () => {};
    setReading(null);
    setProblem(null);
  };
  const take = (file: File) => {
    stop();
    setReading({ name: file.name, step: 'starting' });
    running.current = read(file, (reply) => {
      if (reply.kind === 'step') return setReading({ name: file.name, step: reply.words });
      setReading(null);
      if (reply.kind === 'problem') setProblem(reply.message);
      else onSource({ title: file.name, option: file.name, data: reply.data });
    });
  };
  return { reading, problem, take, stop };
}

/** Takes files dropped anywhere on the page. Returns whether one is held over it. */
function useDrop(onFile: (file: File) => void): boolean {
  const [dragged, setDragged] = useState(false);
  const latest = useRef(onFile);
  latest.current = onFile;
  useEffect(() => {
    const over = (event: DragEvent) => {
      event.preventDefault();
      setDragged(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setDragged(false);
    };
    const drop = (event: DragEvent) => {
      event.preventDefault();
      setDragged(false);
      const file = event.dataTransfer?.files[0];
      if (file !== undefined) latest.current(file);
    };
    document.addEventListener('dragover', over);
    document.addEventListener('dragleave', leave);
    document.addEventListener('drop', drop);
    return () => {
      document.removeEventListener('dragover', over);
      document.removeEventListener('dragleave', leave);
      document.removeEventListener('drop', drop);
    };
  }, []);
  return dragged;
}

/** Draws for the width there is, so that words in a figure keep their size. */
function Measured({ draw }: { readonly draw: (width: number) => unknown }) {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (box.current === null) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return html`<div class="drawing" ref=${box}>${width > 0 && draw(width)}</div>`;
}

function save(text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = Object.assign(document.createElement('a'), { href: address, download: 'explanation.json' });
  link.click();
  URL.revokeObjectURL(address);
}
