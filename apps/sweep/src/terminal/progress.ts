import type { ExecutorEvent } from '@collapse/executors/contract';
import { formatDuration, formatSpeed } from './duration.ts';

/** Shows how far a run is. */
export interface ProgressView {
  show(event: ExecutorEvent): void;
  /** Makes room for a line that stays; the next event draws the progress below it. */
  clear(): void;
  end(): void;
}

export interface ProgressOptions {
  readonly stream: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  /** The cost of each trial to be done, in any unit, by its id. */
  readonly costs: ReadonlyMap<string, number>;
  /** Seconds, from any start. */
  readonly now: () => number;
}

const SECONDS_BETWEEN_LINES = 5;

/** More than these are only counted. */
const MAX_HOSTS = 4;

/** Before so much is done, what starting takes says nothing of the time left. */
const MIN_FRACTION = 0.02;

/** A bar on a terminal, a plain line now and then elsewhere. */
export function showProgress(options: ProgressOptions): ProgressView {
  const progress = new Progress(options.costs, options.now);
  return options.stream.isTTY ? barView(options.stream, progress) : lineView(options.stream, progress, options.now);
}

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const CLEAR_LINE = '\r\u001b[K';
const MILLISECONDS_BETWEEN_DRAWINGS = 200;
/** Of a terminal that does not say. */
const USUAL_COLUMNS = 80;

/** The bar is always the last line, drawn over itself; what is written above it stays. */
function barView(stream: ProgressOptions['stream'], progress: Progress): ProgressView {
  const draw = () => {
    const line = barLine(progress.fraction(), progress.words(), stream.columns ?? USUAL_COLUMNS);
    stream.write(`${CLEAR_LINE}${line}`);
  };
  const showCursor = () => void stream.write(SHOW_CURSOR);
  // Also where a second Ctrl-C ends the program before it comes to the end.
  process.once('exit', showCursor);
  stream.write(HIDE_CURSOR);
  draw();
  const timer = setInterval(draw, MILLISECONDS_BETWEEN_DRAWINGS);
  return {
    show: (event) => progress.receive(event),
    clear: () => void stream.write(CLEAR_LINE),
    end() {
      clearInterval(timer);
      draw();
      stream.write('\n');
      process.off('exit', showCursor);
      showCursor();
    },
  };
}

const BAR_CELLS = 30;

/** One line of a terminal of `width` columns: a wrapped one would leave its first part behind when it is drawn again. */
export function barLine(share: number, words: string, width: number): string {
  const done = Math.round(BAR_CELLS * Math.min(1, share));
  const bar = '█'.repeat(done) + '░'.repeat(BAR_CELLS - done);
  const percent = `${Math.floor(100 * Math.min(1, share))}%`;
  const line = ` ${bar} ${percent}  ${words}`;
  if (line.length < width) return line;
  const short = ` ${percent}  ${words}`;
  return short.length < width ? short : `${short.slice(0, Math.max(0, width - 4))}...`;
}

function lineView(stream: NodeJS.WritableStream, progress: Progress, now: () => number): ProgressView {
  let last = now();
  return {
    show(event) {
      progress.receive(event);
      if (event.kind === 'notice' || now() - last < SECONDS_BETWEEN_LINES) return;
      last = now();
      stream.write(`${progress.words()}\n`);
    },
    clear() {
      // Each line stays as it is.
    },
    end() {
      // Nothing is held back.
    },
  };
}

/** How much of the work is done, in the cost of whole trials and of those under way. */
export class Progress {
  readonly #costs: ReadonlyMap<string, number>;
  readonly #now: () => number;
  readonly #start: number;
  readonly #total: number;
  readonly #parts = new Map<string, number>();
  /** Of trials under way. */
  readonly #hosts = new Map<string, string>();
  #ended = 0;
  #failed = 0;

  constructor(costs: ReadonlyMap<string, number>, now: () => number) {
    this.#costs = costs;
    this.#now = now;
    this.#start = now();
    this.#total = [...costs.values()].reduce((sum, cost) => sum + cost, 0);
  }

  receive(event: ExecutorEvent): void {
    if (event.kind === 'notice') return;
    if (event.kind === 'started') this.#hosts.set(event.trialId, event.host);
    else if (event.kind !== 'progress') this.#hosts.delete(event.trialId);
    if (event.kind === 'progress') this.#parts.set(event.trialId, event.step / Math.max(1, event.steps));
    else if (event.kind === 'finished') {
      this.#parts.set(event.trialId, 1);
      this.#ended += 1;
      if (event.result.status === 'failed') this.#failed += 1;
    } else this.#parts.set(event.trialId, 0);
  }

  /** Trials under way by host, where there is more than one host. */
  #hostWords(): string[] {
    const counts = new Map<string, number>();
    for (const host of this.#hosts.values()) counts.set(host, (counts.get(host) ?? 0) + 1);
    if (counts.size < 2) return [];
    if (counts.size > MAX_HOSTS) return [`on ${counts.size} hosts`];
    const names = Array.from(counts).sort(([one], [other]) => one.localeCompare(other, 'en', { numeric: true }));
    return [`on ${names.map(([host, count]) => `${host} (${count})`).join(', ')}`];
  }

  /** Of the work, from 0 to 1. */
  fraction(): number {
    if (this.#total === 0) return this.#costs.size === 0 ? 1 : this.#ended / this.#costs.size;
    return [...this.#parts].reduce((sum, [id, part]) => sum + part * (this.#costs.get(id) ?? 0), 0) / this.#total;
  }

  /** `12 of 24 trials, 1 failed, 8.1 trials a minute, 1:20 min left, on node1 (4), node2 (3)`. */
  words(): string {
    const elapsed = this.#now() - this.#start;
    const fraction = this.fraction();
    const words = [`${this.#ended} of ${this.#costs.size} trials`];
    if (this.#failed > 0) words.push(`${this.#failed} failed`);
    if (this.#ended > 0 && elapsed > 0) words.push(formatSpeed((60 * this.#ended) / elapsed));
    if (fraction > MIN_FRACTION && fraction < 1)
      words.push(`${formatDuration((elapsed * (1 - fraction)) / fraction)} left`);
    return [...words, ...this.#hostWords()].join(', ');
  }
}
