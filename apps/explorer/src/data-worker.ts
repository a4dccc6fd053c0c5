import { columnFacts } from '@collapse/analysis/in-browser';
import { eigendecompose } from '@collapse/closed-forms';
import { denseMoments } from '@collapse/datasets/in-browser';
import { readDataFile } from './data-file.ts';
import type { DataReply, DataRequest } from './data-messages.ts';

/** Reads one file and takes its spectrum, off the page's own thread. */
const reply = (message: DataReply) => self.postMessage(message);
const step = (words: string) => reply({ kind: 'step', words });

self.addEventListener('message', async ({ data }: MessageEvent<DataRequest>) => {
  try {
    await explainedData(data);
  } catch (error) {
    reply({ kind: 'problem', message: messageOf(error, data.file.name) });
  }
});

async function explainedData({ file }: DataRequest): Promise<void> {
  step('reading');
  const { count, dim, values } = await readDataFile(file.name, new Uint8Array(await file.arrayBuffer()));
  const facts = columnFacts(values, count, dim);
  let shown = -1;
  const { covariance } = denseMoments(values, count, dim, (rows) => {
    const percent = Math.floor((100 * rows) / count);
    if (percent === shown) return;
    shown = percent;
    step(`covariance of ${count} rows, ${percent}%`);
  });
  step(`eigenvalues of ${dim} columns`);
  const { eigenvalues } = eigendecompose({ covariance, dim });
  reply({ kind: 'data', data: { count, dim, eigenvalues, ...facts } });
}

function messageOf(error: unknown, file: string): string {
  // Browsers say so in their own ways where an array does not fit.
  if (error instanceof RangeError || (error instanceof DOMException && error.name === 'NotReadableError')) {
    return `${file}: expected a file that the browser can hold, received one that it cannot (${error.message}). Ask npx sweep explain.`;
  }
  return error instanceof Error ? error.message : String(error);
}
