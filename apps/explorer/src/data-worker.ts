import { columnFacts } from '@collapse/analysis/in-browser';
import { eigenvaluesOf } from '@collapse/closed-forms';
import { readDataFile } from './data-file.ts';
import type { DataReply, DataRequest, RowsReply } from './data-messages.ts';
import { momentsInParts, momentsOfRows } from './moments-in-parts.ts';
import { startWorker } from './start-worker.ts';

/** Off the page's own thread: reads one file and takes its spectrum, or helps another worker with that. */
const reply = (message: DataReply | RowsReply) => self.postMessage(message);
const step = (words: string) => reply({ kind: 'step', words });

self.addEventListener('message', async ({ data }: MessageEvent<DataRequest>) => {
  if (data.kind === 'rows') return helpWith(data);
  try {
    await explainedData(data.file, data.source);
  } catch (error) {
    reply({ kind: 'problem', message: messageOf(error, data.file.name) });
  }
});

async function explainedData(file: File, source: string): Promise<void> {
  step('reading');
  const rows = await readDataFile(file.name, new Uint8Array(await file.arrayBuffer()));
  const { count, dim } = rows;
  const facts = columnFacts(rows.values, count, dim);
  const moments = await momentsInParts(
    rows,
    () => startWorker(source),
    everyPercent(count, (percent) => step(`covariance of ${count} rows, ${percent}%`)),
  );
  step(`eigenvalues of ${dim} columns`);
  const eigenvalues = eigenvaluesOf(moments);
  reply({ kind: 'data', data: { count, dim, eigenvalues, ...facts } });
}

function helpWith(rows: Extract<DataRequest, { kind: 'rows' }>): void {
  const told = everyPercent(rows.count, (_, done) => reply({ kind: 'rows-done', rows: done }));
  reply({ kind: 'moments', moments: momentsOfRows(rows, told) });
}

/** Hands on how far it is whenever a whole percent more is done. */
function everyPercent(count: number, tell: (percent: number, rows: number) => void): (rows: number) => void {
  let told = -1;
  return (rows) => {
    const percent = Math.floor((100 * rows) / count);
    if (percent === told) return;
    told = percent;
    tell(percent, rows);
  };
}

function messageOf(error: unknown, file: string): string {
  // Browsers say so in their own ways where an array does not fit.
  if (error instanceof RangeError || (error instanceof DOMException && error.name === 'NotReadableError')) {
    return `${file}: expected a file that the browser can hold, received one that it cannot (${error.message}). Ask npx sweep explain.`;
  }
  return error instanceof Error ? error.message : String(error);
}
