import { METRIC_NAMES } from '@collapse/trials';
import test from 'ava';
import { analyseStudy } from '../../src/analyse-study.ts';
import { makeReport } from '../../src/write-report.ts';
import { type FixtureOptions, fixtureStudy } from '../fixture-study.ts';

const COMMAND = 'npx nx run sweep:report --study runs/demo';

async function filesOf(options: FixtureOptions): Promise<ReadonlyMap<string, string>> {
  return makeReport(analyseStudy(fixtureStudy(options)), { command: COMMAND });
}

async function pageOf(options: FixtureOptions): Promise<string> {
  return (await filesOf(options)).get('index.html') ?? '';
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

test('every figure is in the page, for a desk and a phone, and beside it, each with its command', async (t) => {
  const files = await filesOf({ pictures: true });
  const page = files.get('index.html') ?? '';
  const figures = [...files.keys()].filter((name) => name.endsWith('.svg'));
  t.deepEqual(figures, ['active-dimensions.svg', 'elbo-and-likelihood.svg', 'kl-spectrum.svg', 'training-curves.svg']);
  t.is(count(page, '<svg'), 2 * figures.length);
  t.is(count(page, '<figcaption'), figures.length);
  // Each figure, the pictures and the provenance.
  t.is(count(page, `<code>${COMMAND}</code>`), figures.length + 2);
  for (const name of figures) t.true(page.includes(`href="${name}"`), name);
  t.is(count(page, 'src="data:image/png;base64,'), 16);
});

test('the page asks for nothing from a network', async (t) => {
  const page = await pageOf({ pictures: true });
  const addresses = [...page.matchAll(/(?:https?:)?\/\/[a-z0-9.-]+\.[a-z]{2,}[^"'\s)]*/gi)].map(String);
  t.deepEqual([...new Set(addresses)], ['http://www.w3.org/2000/svg']);
  for (const [, target] of page.matchAll(/\b(?:src|href)="([^"]*)"/g)) {
    t.regex(target ?? '', /^(#[\w-]+|data:image\/png;base64,|\.\.\/results\.csv|[\w-]+\.svg)/);
  }
  t.false(/@import|<link|url\((?!#)/.test(page));
});

test('every link inside the page has its target and no id is there twice', async (t) => {
  const page = await pageOf({ failure: ({ objective }) => (objective.beta === 4 ? 'error' : null) });
  const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
  t.is(new Set(ids).size, ids.length);
  for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) t.true(ids.includes(target), target);
});

test('what a person named cannot become markup', async (t) => {
  const hostile = '</title><script>alert("x")</script><img src=x onerror=alert(1)>';
  const page = await pageOf({ name: hostile, description: hostile });
  t.is(count(page, '<script'), 1);
  t.false(page.includes('<img src=x'));
  t.true(page.includes('&lt;script>'));
});

test('the finding stands first, then figures, summaries, violations, results, provenance', async (t) => {
  const page = await pageOf({
    failure: ({ objective, seed }) => (objective.beta === 4 && seed === 0 ? 'diverged' : null),
  });
  const order = [
    'class="headline"',
    'id="active-dimensions"',
    'id="summaries"',
    'id="disagreements"',
    'id="violations"',
  ];
  const places = [...order, 'id="failures"', 'id="results"', 'id="provenance"'].map((part) => page.indexOf(part));
  t.false(places.includes(-1));
  t.deepEqual(
    places,
    places.toSorted((one, other) => one - other),
  );
  t.true(page.includes('<p>None.</p>'));
  t.true(page.includes('the objective became NaN at step 1200'));
});

test('the results table has every column, sorts by real buttons, and says what is shown first', async (t) => {
  const page = await pageOf({});
  const table = page.slice(page.indexOf('<table id="trials"')).replaceAll('<wbr/>', '');
  for (const name of [...METRIC_NAMES, 'trial_id', 'optimizer.learningRate', 'objective.beta', 'error']) {
    t.regex(table, new RegExp(`<button type="button">${name}</button>`));
  }
  const head = table.slice(0, table.indexOf('</thead>'));
  t.regex(head, /<th scope="col"><button type="button">objective\.beta/);
  t.regex(head, /<th scope="col" class="more"><button type="button">optimizer\.learningRate/);
  t.true(page.includes("header.setAttribute('aria-sort', order)"));
});

test('one trial, only failures, no closed form, nothing yet: a sensible page each', async (t) => {
  const one = await filesOf({ betas: [1], variances: [0.1], models: ['linear'] });
  t.deepEqual([...one.keys()].slice(1), ['elbo-and-likelihood.svg', 'kl-spectrum.svg', 'training-curves.svg']);
  const failed = await filesOf({ failure: () => 'out-of-memory' });
  t.deepEqual([...failed.keys()], ['index.html']);
  t.regex(failed.get('index.html') ?? '', /No trial finished: all 24 failed \(out of memory: 24\)\./);
  const bernoulli = await pageOf({ models: ['mlp'], likelihood: 'bernoulli' });
  t.regex(bernoulli, /These models have no closed form/);
  const nothing = await pageOf({ missing: () => true });
  t.regex(nothing, /0 of 24 trials finished, 24 not trained yet/);
  for (const page of [one.get('index.html') ?? '', failed.get('index.html') ?? '', bernoulli, nothing]) {
    t.false(/NaN(?! at step)|undefined|Infinity|\[object/.test(page.replace(/<script>[\s\S]*<\/script>/, '')));
  }
});

test('a study of many trials keeps a short table and says where the rest is', async (t) => {
  const seeds = Array.from({ length: 25 }, (_, seed) => seed);
  const page = await pageOf({ seeds });
  const table = page.slice(page.indexOf('<table id="trials"'));
  t.is(count(table.slice(0, table.indexOf('</table>')), '<tr>'), 501);
  t.regex(page, /The first 500 of 600 trials; all of them are in <a href="\.\.\/results\.csv">/);
});
