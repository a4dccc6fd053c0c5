import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { type ExplainSettings, explain } from '../../src/explain/explain.ts';
import { explanationText } from '../../src/explain/explanation-text.ts';
import { writeExplanation } from '../../src/explain/write-explanation.ts';

const EIGENVALUES = Float64Array.from({ length: 60 }, (_, index) => (index < 55 ? 9 * 0.9 ** index : 0));
const DATA = { count: 1200, dim: 60, eigenvalues: EIGENVALUES, constant: [0, 3], duplicates: [{ column: 5, of: 4 }] };
const SETTINGS: ExplainSettings = {
  reduction: 'elbo',
  beta: 2,
  variance: 1,
  batchSize: null,
  latentDim: 20,
  likelihood: 'gaussian',
};
const COMMAND = "npx sweep explain --data '<x>.npy' --out page";

async function pageOf(t: ExecutionContext, change: Partial<ExplainSettings>) {
  const folder = mkdtempSync(join(tmpdir(), 'explained-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const explanation = explain(DATA, { ...SETTINGS, ...change });
  const path = await writeExplanation(join(folder, 'page'), explanation, { dataName: '<x>.npy', command: COMMAND });
  return { page: readFileSync(path, 'utf8'), files: readdirSync(join(folder, 'page')).sort(), explanation };
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

test('the page says each sentence of the text, and has figures and tables', async (t) => {
  for (const change of [
    {},
    { likelihood: 'bernoulli' },
    { reduction: 'mean-sum', variance: null, batchSize: 8 },
  ] as const) {
    const { page, files, explanation } = await pageOf(t, change);
    t.deepEqual(files, ['index.html', 'rate-distortion.svg', 'spectrum.svg']);
    const sentences = explanationText(explanation).split('\n\n')[0]?.split('\n') ?? [];
    t.true(sentences.length >= 6);
    for (const sentence of sentences) t.true(page.includes(escaped(sentence)), sentence);
    t.true(page.includes(escaped(COMMAND)));
    t.false(page.includes('<x>'));
    for (const id of ['spectrum', 'rate-distortion', 'optimum', 'dimensions', 'alternatives', 'command']) {
      t.is(page.split(` id="${id}"`).length, 2, id);
      t.true(page.includes(`href="#${id}"`), id);
    }
    t.is([...page.matchAll(/<td>(?:lives|collapses)<\/td>/g)].length, 20);
    t.is([...page.matchAll(/<td>lives<\/td>/g)].length, explanation.active ?? -1);
  }
});

test('the page asks for nothing from a network', async (t) => {
  const { page } = await pageOf(t, {});
  const addresses = [...page.matchAll(/(?:https?:)?\/\/[a-z0-9.-]+\.[a-z]{2,}[^"'\s)]*/gi)].map(String);
  t.deepEqual([...new Set(addresses)], ['http://www.w3.org/2000/svg']);
  t.false(/@import|<link|<script|url\((?!#)/.test(page));
});

test('without an optimum there is no table of it, and the spectrum is drawn without a threshold', async (t) => {
  const { page, files } = await pageOf(t, { variance: 'learned', latentDim: 55, beta: 1 });
  t.deepEqual(files, ['index.html', 'rate-distortion.svg', 'spectrum.svg']);
  t.true(page.includes('There is no one optimum'));
  t.false(page.includes('id="optimum"') || page.includes('href="#optimum"'));
  t.true(page.includes('no threshold to draw'));
});
