import test from 'ava';
import { analyseStudy } from '../src/analyse-study.ts';
import { findingsOf } from '../src/findings.ts';
import { unboundedSentences } from '../src/unbounded-trials.ts';
import { fixtureStudy } from './fixture-study.ts';
import { madeUpRow } from './made-up-row.ts';

const REASON = 'the ELBO has no maximum: 175 pixels never vary';

test('of how many finished trials it is true that the ELBO has no maximum', (t) => {
  const plain = madeUpRow({}, {});
  const unbounded = { ...plain, unbounded: REASON };
  t.deepEqual(unboundedSentences([plain, plain]), []);
  t.deepEqual(unboundedSentences([unbounded, plain, madeUpRow({}, {}, 'diverged')]), [`In 1 of 2 trials, ${REASON}.`]);
  t.deepEqual(unboundedSentences([unbounded, unbounded]), [`In every trial, ${REASON}.`]);
});

test('it stands in the headline', (t) => {
  const study = fixtureStudy({ seeds: [0, 1] });
  const analysis = analyseStudy(study);
  const bounded = findingsOf(analysis).headline;
  t.notRegex(bounded, /no maximum/);
  const rows = analysis.rows.map((row) => ({ ...row, unbounded: REASON }));
  t.true(findingsOf({ ...analysis, rows }).headline.endsWith(` ${REASON}.`));
});
