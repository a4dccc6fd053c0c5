import test from 'ava';
import { diagnosisFigures } from '../../src/diagnose/diagnosis-figures.ts';
import { type DiagnosedModel, diagnose } from '../../src/diagnose/index.ts';
import { makeDiagnosis } from '../../src/diagnose/write-diagnosis.ts';
import { matchesSnapshot } from '../figures/snapshot.ts';

const COMMAND = "npx sweep diagnose --means '<mu>.npy' --out page";
const [count, latentDim] = [40, 6];

/** Means along waves of falling height, the last two of none. */
const outputs = {
  count,
  latentDim,
  posteriorMean: Float64Array.from({ length: count * latentDim }, (_, index) => {
    const [n, i] = [Math.floor(index / latentDim), index % latentDim];
    return i < 4 ? 1.2 * 0.4 ** i * Math.sin(1 + n * (i + 1)) : 0;
  }),
  posteriorVariance: Float64Array.of(0.2, 0.8, 0.97, 0.99, 1, 1),
};
const values = Float64Array.from({ length: count * 8 }, (_, index) => 3 * Math.sin(index ** 2));
const data = {
  count,
  dim: 8,
  values,
  mean: new Float64Array(8),
  eigenvalues: Float64Array.of(5, 4, 1.5, 0.9, 0.8, 0.3, 0.2, 0.1),
  constant: [],
  duplicates: [],
};
const LOSS = { reduction: 'elbo', beta: 2, variance: 1, batchSize: null, likelihood: 'gaussian' } as const;

const diagnosed = (change: Partial<DiagnosedModel> = {}) =>
  diagnose(
    { outputs, data, reconstructions: null, decoder: null, loss: LOSS, ...change },
    {
      marginalPoints: 100,
      uniform: () => 0,
      normals: (size) => Float64Array.from({ length: size }, (_, n) => Math.sin(n * n)),
    },
  );

const pageOf = async (change: Partial<DiagnosedModel> = {}) => makeDiagnosis(diagnosed(change), { command: COMMAND });

test('the figures as drawn for a desk, and for a phone', async (t) => {
  const [kl, means] = diagnosisFigures(diagnosed());
  if (kl === undefined || means === undefined) return t.fail();
  await matchesSnapshot(t, kl.spec('wide'), 'diagnosis-kl');
  await matchesSnapshot(t, means.spec('wide'), 'diagnosis-posterior-means');
  await matchesSnapshot(t, means.spec('narrow'), 'diagnosis-posterior-means-narrow');
});

test('the page has the finding first, its figures beside it, and the numbers as JSON', async (t) => {
  const files = await pageOf();
  t.deepEqual([...files.keys()], ['index.html', 'diagnosis.json', 'kl.svg', 'posterior-means.svg']);
  const page = files.get('index.html') ?? '';
  t.regex(page, /<p class="headline">3 of 6 latent dimensions are in use\. Beside the best linear VAE/);
  t.true(page.indexOf('headline') < page.indexOf('<svg'));
  t.is(page.split('<svg').length - 1, 4);
  t.is([...page.matchAll(/<td>in use<\/td>/g)].length, 3);
  t.true(page.includes('A yardstick says where to look and names no cause.'));
  t.false(page.includes('<mu>'));
  t.is(JSON.parse(files.get('diagnosis.json') ?? '').activeUnits, 3);
  const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
  t.is(new Set(ids).size, ids.length);
  for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) t.true(ids.includes(target), target);
});

test('the page asks for nothing from a network', async (t) => {
  const page = (await pageOf()).get('index.html') ?? '';
  const addresses = [...page.matchAll(/(?:https?:)?\/\/[a-z0-9.-]+\.[a-z]{2,}[^"'\s)]*/gi)].map(String);
  t.deepEqual([...new Set(addresses)], ['http://www.w3.org/2000/svg']);
  t.false(/@import|<link|url\((?!#)/.test(page));
});

test('without a loss, or with everything collapsed, it is drawn all the same', async (t) => {
  const still = {
    ...outputs,
    posteriorMean: new Float64Array(count * latentDim),
    posteriorVariance: new Float64Array(6).fill(1),
  };
  for (const change of [{ loss: { missing: 'give --variance' } }, { data: null }, { outputs: still }]) {
    const [page = ''] = ((await pageOf(change)).get('index.html') ?? '').split('<script>');
    t.false(/NaN|Infinity|undefined/.test(page));
  }
  const bare = (await pageOf({ data: null })).get('index.html') ?? '';
  t.false(bare.includes('linear VAE'));
});
