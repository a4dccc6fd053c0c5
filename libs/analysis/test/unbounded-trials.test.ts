import test from 'ava';
import { analyseStudy } from '../src/analyse-study.ts';
import { findingsOf } from '../src/findings/findings.ts';
import { unboundedFindings } from '../src/unbounded-trials.ts';
import { fixtureStudy } from './fixture-study.ts';
import { madeUpRow } from './made-up-row.ts';

const REASON = 'the ELBO has no maximum: 175 pixels never vary';

test('of how many finished trials it is true that the ELBO has no maximum', (t) => {
  const plain = madeUpRow({}, {});
  const unbounded = { ...plain, unbounded: REASON };
  t.deepEqual(unboundedFindings([plain, plain]), { sentence: null, details: [] });
  const failed = madeUpRow({}, {}, 'diverged');
  t.is(unboundedFindings([unbounded, plain, failed]).sentence, `In 1 of 2 trials, ${REASON}.`);
  t.deepEqual(unboundedFindings([unbounded, unbounded]), { sentence: `In every trial, ${REASON}.`, details: [] });
});

test('several reasons are details, and their trials are counted together', (t) => {
  const row = (unbounded: string | null) => ({ ...madeUpRow({}, {}), unbounded });
  const { sentence, details } = unboundedFindings([row('one'), row('other'), row('one'), row(null)]);
  t.is(sentence, 'In 3 of 4 trials, the ELBO has no maximum.');
  t.deepEqual(details, ['In 2 of 4 trials, one.', 'In 1 of 4 trials, other.']);
  const floor = (name: string) => row(`but for the ${name} floor the ELBO has no maximum: 1 pixel never varies`);
  t.regex(
    unboundedFindings([row('one'), floor('variance')]).sentence ?? '',
    /, or would have none but for the variance floor\.$/,
  );
  t.regex(
    unboundedFindings([floor('variance'), floor('scale')]).sentence ?? '',
    /, or would have none but for the variance floor or the scale floor\.$/,
  );
});

test('it stands in the headline', (t) => {
  const study = fixtureStudy({ seeds: [0, 1] });
  const analysis = analyseStudy(study);
  const bounded = findingsOf(analysis).headline;
  t.notRegex(bounded, /no maximum/);
  const rows = analysis.rows.map((row) => ({ ...row, unbounded: REASON }));
  t.true(findingsOf({ ...analysis, rows }).headline.endsWith(` ${REASON}.`));
});
