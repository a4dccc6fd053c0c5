import { join } from 'node:path';
import test from 'ava';
import { snapshot, sweep, TINY, workFolder, writeGrid } from './support/run-sweep.ts';

/** closed-form optimum of ELBO_beta and its active dimensions, term by term from the eigenvalues. */
function optimum(eigenvalues: readonly number[], latentDim: number, beta: number, variance: number) {
  const threshold = beta * variance;
  const terms = eigenvalues.map((eigenvalue, index) =>
    index < latentDim && eigenvalue > threshold
      ? { active: 1, loss: beta * (1 + Math.log(eigenvalue / threshold)) }
      : { active: 0, loss: eigenvalue / variance },
  );
  const loss = terms.reduce((sum, term) => sum + term.loss, eigenvalues.length * Math.log(2 * Math.PI * variance));
  return { active: terms.reduce((sum, term) => sum + term.active, 0), objective: -loss / 2 };
}

test('a dry run lists each trial with what theory predicts, and writes nothing', async (t) => {
  const folder = workFolder(t);
  const betas = [0.5, 2, 5, 30];
  writeGrid(folder, { ...TINY, axes: { 'objective.beta': betas } });
  const before = snapshot(folder);
  const finished = await sweep(folder, ['grid', '--grid', 'grid.json', '--dry-run']);
  t.is(finished.status, 0);
  t.is(finished.errors, '');
  for (const beta of betas) {
    const { active, objective } = optimum([4, 1, 0.25, 0.01, 0.01], 3, beta, 0.2);
    const line = finished.output.split('\n').find((text) => text.endsWith(`objective.beta=${beta}`));
    const [, id, count, value] = line?.match(/^([0-9a-f]{16}) +new +(\d+) of 3 +(-?[\d.]+) /) ?? [];
    t.truthy(id, line);
    t.is(Number(count), active);
    t.is(Number(value), Number(objective.toFixed(3)));
  }
  t.deepEqual(snapshot(folder), before);
  // Beta 5 makes it 1, the second eigenvalue.
  t.regex(finished.output, /In 1 trial an eigenvalue is at the threshold, to the rounding of the data: 1 to 2 active/);
});

test('an ELBO without a maximum is said before anything is trained', async (t) => {
  const folder = workFolder(t);
  const base = { ...TINY, base: { ...TINY.base, dataset: { name: 'mnist-1k' } } };
  writeGrid(folder, {
    ...base,
    axes: { 'likelihood.learn': ['fixed', 'per-dimension'], 'likelihood.varianceFloor': [0, 0.01] },
  });
  const { output } = await sweep(folder, ['grid', '--grid', 'grid.json', '--dry-run']);
  t.regex(
    output,
    /learn="per-dimension" likelihood\.varianceFloor=0 {2}\(.*; the ELBO has no maximum: 175 pixels never vary/,
  );
  t.regex(output, /=0\.01 {2}\(.*the floor of 0\.01 contributes up to 242\.1 nats/);
  t.is(output.split('no maximum').length - 1, 2);
});

test('a trial without a closed form says why', async (t) => {
  const folder = workFolder(t);
  writeGrid(folder, { ...TINY, axes: { 'objective.beta': [0, 1], 'likelihood.learn': ['fixed', 'per-dimension'] } });
  const { output } = await sweep(folder, ['grid', '--grid', 'grid.json', '--dry-run']);
  t.regex(output, / - +- +objective\.beta=0 likelihood\.learn="fixed" {2}\(beta is 0/);
  t.regex(
    output,
    / - +- +objective\.beta=1 likelihood\.learn="per-dimension" {2}\(no closed form for per-dimension variance\)/,
  );
});

test('relative paths start where the user called, also where npm changed the folder', async (t) => {
  const folder = workFolder(t);
  writeGrid(join(folder, 'inside'), TINY);
  const project = join(import.meta.dirname, '../../..');
  const finished = await sweep(folder, ['grid', '--grid', 'inside/grid.json', '--dry-run']);
  t.regex(finished.output, /^study +runs\/tiny$/m);
  const environment = { INIT_CWD: join(folder, 'inside'), POSTERIOR_COLLAPSE_CACHE: join(folder, '.cache') };
  const moved = await sweep(project, ['grid', '--grid', 'grid.json', '--dry-run'], environment);
  t.is(moved.status, 0, moved.errors);
});
