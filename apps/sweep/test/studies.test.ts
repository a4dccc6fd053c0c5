import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseResults } from '@collapse/analysis';
import { EXECUTOR_KINDS } from '@collapse/executors/kinds';
import test from 'ava';
import { studyCommand } from '../src/commands/study.ts';
import { chooseExecution } from '../src/execution/choose-execution.ts';
import { EXIT } from '../src/exit-status.ts';
import type { Plan } from '../src/plan.ts';
import { runStudy } from '../src/run-study.ts';
import { findStudies } from '../src/study/find-studies.ts';
import { makeStudy } from '../src/study/make-study.ts';

// Every quick study, trained by the real runner: what its page says must hold.
const folder = mkdtempSync(join(tmpdir(), 'studies-'));
// Packs are timed on a machine before they are used, which takes longer than these few trials.
const execution = await chooseExecution({
  kind: EXECUTOR_KINDS[0],
  backend: 'auto',
  workers: 2,
  gpus: [],
  packs: false,
  checkpointSeconds: 0,
  file: null,
});
test.after.always(async () => {
  await execution.executor.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Numbers known from elsewhere that a page must come to. */
const KNOWN: Readonly<Record<string, RegExp>> = {
  // Eigenvalues 5 and 7 of the first 1000 images are 2.51 and 1.81.
  'stationary-points': /Directions that rise, by decoder variance: 1: 2, 2\.1: 1, 3: 0\./,
  // The best variance at 10 dimensions, docs/closed-forms.md.
  'likelihood-by-latents': /maximum's own at 10 latent dimensions \(0\.0327128\)/,
  // 941.654 printed, and 784/2 ln(1000/999) = 0.392.
  notebook: /the notebook's maximum becomes 942\.046/,
  // d/2 = 10 and d/(2k) = 2 at d = 20, k = 5.
  'implementation-gap': /mean \+ sum \/ B, synthetic data, 10, .* mean \+ mean, synthetic data, 2, /,
};

async function train(plan: Plan) {
  const { failed } = await runStudy(plan, {
    ...execution,
    signal: new AbortController().signal,
    clock: Date.now,
    onStart: () => {},
    onEvent: () => {},
    onNotice: () => {},
  });
  return failed.length === 0 ? EXIT.done : EXIT.someFailed;
}

for (const study of await findStudies()) {
  const { name } = study.definition;
  test.serial(`${name}, quick: no trial fails and every closed form is reached`, async (t) => {
    const reports = join(folder, 'reports');
    const { status, record } = await makeStudy(study, {
      size: 'quick',
      runs: join(folder, 'runs'),
      reports,
      command: studyCommand(name, 'quick'),
      fresh: false,
      train,
      onNotice: () => {},
    });
    t.is(status, EXIT.done);
    if (record === null) return t.fail('the study was interrupted');
    for (const { what, value, limit, unit } of record.deviations) {
      t.true(value <= limit, `${what}: ${value} ${unit}, at most ${limit}`);
    }
    t.true(record.deviations.length + record.statements.length > 0);
    const cells = (record.tables ?? []).flatMap(({ rows }) => rows.map((row) => row.join(', ')));
    const words = [record.headline, ...record.statements.map(({ text }) => text), ...cells].join(' ');
    t.notRegex(words, /NaN|undefined|null|Infinity/);
    t.regex(words, KNOWN[name] ?? /\d/);

    const page = readFileSync(join(reports, name, 'README.md'), 'utf8');
    t.true(page.includes('This is the quick size of the study'));
    t.true(page.includes(`sweep:study --name ${name} --quick`));
    for (const figure of record.figures) t.true(existsSync(join(reports, name, `${figure.name}.svg`)));
    t.is(parseResults(readFileSync(join(reports, name, 'results.csv'), 'utf8')).numRows(), record.run.trials);
    t.true(readFileSync(join(reports, 'index.html'), 'utf8').includes(`id="${name}"`));
  });
}
