import { html } from 'htm/preact';
import { render } from 'preact';
import { Explorer, type ExplorerProps } from './explorer.ts';
import { readInWorker } from './read-in-worker.ts';

/** The page's own data blocks: the example, and the worker's source. */
function block(id: string): string {
  const text = document.getElementById(id)?.textContent;
  if (text === undefined || text === null) throw new Error(`the page has no ${id}`);
  return text;
}

const { eigenvalues, ...facts } = JSON.parse(block('example'));
const example: ExplorerProps['example'] = {
  title: 'Example: the first 1000 training images of MNIST.',
  option: '{"name":"mnist-1k"}',
  data: { ...facts, eigenvalues: Float64Array.from(eigenvalues) },
};
const read: ExplorerProps['read'] = (file, onReply) => readInWorker(block('data-worker'), file, onReply);
const place = document.getElementById('explorer');
if (place !== null) render(html`<${Explorer} example=${example} read=${read} />`, place);
