import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { columnFacts, STYLE } from '@collapse/analysis/in-browser';
import { cacheDirectory, loadDataset } from '@collapse/datasets';
import { EXPLORER_STYLE } from '../src/explorer-style.ts';
import { bundle } from './bundle.ts';
import { licencesOf } from './licences.ts';

const SOURCES = join(import.meta.dirname, '../src');

/** The page as one HTML document that needs no other file and no network; the same sources give the same bytes. */
export async function explorerPage(): Promise<string> {
  const [page, worker, example] = await Promise.all([
    bundle(join(SOURCES, 'main.ts')),
    bundle(join(SOURCES, 'data-worker.ts')),
    exampleData(),
  ]);
  const script = inElement(page.code);
  const style = `${STYLE}${EXPLORER_STYLE}`;
  const policy = [
    "default-src 'none'",
    // WebAssembly sums the products of a covariance.
    `script-src '${hashOf(script)}' 'wasm-unsafe-eval'`,
    `style-src '${hashOf(style)}'`,
    'worker-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ];
  const licences = licencesOf([...page.modules, ...worker.modules]);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy.join('; ')}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Which latent dimensions does your loss leave alive?</title>
<style>${style}</style>
</head>
<body>
<div id="explorer"><noscript><main><p>This page computes in your browser: it needs JavaScript. Without it, <code>npx sweep explain</code> says the same.</p></main></noscript></div>
<script type="application/json" id="example">${inElement(JSON.stringify(example))}</script>
<script type="text/plain" id="data-worker">${inElement(worker.code)}</script>
<script type="text/plain" id="licences">
Made by npx nx run sweep:explorer. Contains, in parts:

${inElement(licences)}
</script>
<script>${script}</script>
</body>
</html>
`;
}

/** The images that are shipped: what the page shows before it is given a file. */
async function exampleData() {
  const options = { cacheDirectory: cacheDirectory(), onNotice: (line: string) => process.stderr.write(`${line}\n`) };
  const { count, dim, values, spectrum } = await loadDataset({ name: 'mnist-1k', scaling: 'unit' }, options);
  // Twelve digits: more than is shown, and the same on every machine.
  const eigenvalues = Array.from(spectrum.eigenvalues, (value) => Number(value.toPrecision(12)));
  return { count, dim, eigenvalues, ...columnFacts(values, count, dim) };
}

/** Text that does not end the element it stands in; in a script it can only be in a string or a regular expression. */
function inElement(text: string): string {
  return text.replaceAll(/<(?=\/script|!--|script)/gi, '\\u003c');
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
