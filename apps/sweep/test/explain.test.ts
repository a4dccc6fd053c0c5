import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { sweep, workFolder } from './support/run-sweep.ts';

const MNIST = ['explain', '--data', '{"name":"mnist-1k"}'];

test('explain on mnist-1k gives the published spectrum, active dimensions and maxima', async (t) => {
  const folder = workFolder(t);
  const json = async (...options: string[]) => {
    const { status, output, errors } = await sweep(folder, [...MNIST, '--json', ...options]);
    t.is(status, 0, errors);
    return JSON.parse(output);
  };
  const near = (actual: number, expected: number, tolerance: number) => t.true(Math.abs(actual - expected) < tolerance);
  const first = await json('--latent', '200', '--variance', '1');
  for (const [index, expected] of [5.12371886, 4.00116757, 3.52779394, 2.79896825, 2.51306148].entries()) {
    near(first.eigenvalues[index], expected, 1e-8);
  }
  t.deepEqual([first.count, first.dim, first.active], [1000, 784, 11]);
  t.is((await json('--latent', '200', '--variance', '0.1')).active, 67);
  t.is((await json('--latent', '200', '--variance', '0.01')).active, 200);
  for (const [latentDim, variance, logLikelihood] of [
    [10, 0.032712847, 206.777045],
    [50, 0.0110049184, 558.090084],
  ] as const) {
    const { optimum } = await json('--latent', String(latentDim), '--variance', 'learned');
    near(optimum.decoderVariance, variance, 1e-9);
    near(optimum.logLikelihood, logLikelihood, 1e-6);
    near(optimum.elbo, logLikelihood, 1e-6);
  }
  const written = await json('--loss', 'mean-sum', '--batch', '128', '--latent', '32');
  near(written.impliedBetaVariance, 50_176, 1e-9);
  t.is(written.active, 0);
});

test('explain says in words what collapses in a file of one’s own', async (t) => {
  const folder = workFolder(t);
  writeFileSync(join(folder, 'x.csv'), 'a,b,c\n2,1,7\n-2,1,7\n2,-1,7\n-2,-1,7\n');
  const { status, output } = await sweep(folder, ['explain', '--data', 'x.csv', '--latent', '2', '--variance', '2']);
  t.is(status, 0);
  t.regex(output, /1 of 2 dimensions live, 1 collapse\./);
  t.regex(output, /For 2 to live: lower beta to 0\.450\./);
  t.regex(output, /Columns that never vary: 1 \(3\)\./);
  writeFileSync(join(folder, 'data.json'), '{"name":"array","file":"x.csv","columns":["a"]}');
  t.regex(
    (await sweep(folder, ['explain', '--data', 'data.json', '--latent', '1'])).output,
    /The one latent dimension lives/,
  );
});

test('--out writes the page that the text tells of, with the command that makes it', async (t) => {
  const folder = workFolder(t);
  writeFileSync(join(folder, 'x.csv'), 'a,b,c\n2,1,7\n-2,1,7\n2,-1,7\n-2,-1,7\n');
  const options = ['--data', 'x.csv', '--latent', '2', '--variance', '2', '--out', 'page'];
  const { status, output } = await sweep(folder, ['explain', ...options]);
  t.is(status, 0);
  t.regex(output, /\nPage: page\/index\.html\n$/);
  const page = readFileSync(join(folder, 'page/index.html'), 'utf8');
  t.true(page.includes('<h1>x.csv: what this loss keeps</h1>'));
  t.true(page.includes('<p class="headline">1 of 2 dimensions live, 1 collapse.</p>'));
  t.true(page.includes(`npx sweep explain ${options.join(' ')}`));
  const json = await sweep(folder, ['explain', ...options, '--json']);
  const { rateDistortion, active } = JSON.parse(json.output);
  const asked = rateDistortion.find(({ beta }: { beta: number }) => beta === 1);
  t.deepEqual([asked.active, asked.squaredError], [active, 3]);
});

test('a wrong command or file ends with status 2 and says what to do', async (t) => {
  const folder = workFolder(t);
  writeFileSync(join(folder, 'x.csv'), 'a,b\n1,2\n3,oops\n');
  writeFileSync(join(folder, 'good.csv'), 'a,b\n1,2\n3,1\n');
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [['--data', 'x.csv'], /row 3, column b: expected a number, received "oops"/],
    [['--data', 'missing.npy'], /missing\.npy: expected a file that can be read/],
    [['--data', '{"name":"mnist-2k"}'], /mnist-1k/],
    [['--data', 'good.csv', '--loss', 'mean-sum'], /--batch: expected/],
    [['--data', 'good.csv', '--loss', 'sum-sum', '--variance', 'learned'], /--variance: expected a number/],
    [['--data', 'good.csv', '--variance', '0'], /--variance: expected a number > 0/],
    [['--data', 'good.csv', '--latent', '3'], /--latent: expected at most 2/],
    [['--data', 'good.csv', '--likelihood', 'poisson'], /--likelihood: expected one of/],
    [[], /--data/],
  ];
  await Promise.all(
    cases.map(async ([options, message]) => {
      const { status, output, errors } = await sweep(folder, ['explain', ...options]);
      t.is(status, 2, options.join(' '));
      t.is(output, '');
      t.regex(errors, message);
    }),
  );
});

test('a grid trains on a file beside it', async (t) => {
  const folder = workFolder(t);
  writeFileSync(
    join(folder, 'rows.csv'),
    `a,b\n${Array.from({ length: 20 }, (_, n) => `${n % 5},${n % 3}`).join('\n')}\n`,
  );
  const base = {
    dataset: { name: 'array', file: 'rows.csv', scaling: 'standardize' },
    model: { latentDim: 1 },
    objective: { estimator: 'analytic' },
    train: { steps: 10 },
  };
  writeFileSync(join(folder, 'grid.json'), JSON.stringify({ name: 'rows', base }));
  const elsewhere = workFolder(t);
  const grid = ['grid', '--grid', join(folder, 'grid.json'), '--out', 'study', '--tracking', 'off', '--workers', '1'];
  const { status, errors, output } = await sweep(elsewhere, grid);
  t.is(status, 0, output + errors);
  const bernoulli = {
    ...base,
    objective: {},
    likelihood: { kind: 'bernoulli' },
    dataset: { name: 'array', file: 'rows.csv' },
  };
  writeFileSync(join(folder, 'grid.json'), JSON.stringify({ name: 'rows', base: bernoulli }));
  const refused = await sweep(elsewhere, [...grid.slice(0, 4), 'other', '--dry-run', '--tracking', 'off']);
  t.is(refused.status, 2);
  t.regex(refused.errors, /values are not all between 0 and 1/);
});
