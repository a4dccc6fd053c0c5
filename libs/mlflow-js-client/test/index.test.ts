import test from 'ava';
import * as exported from '../src/index.ts';

test('the public names', (t) => {
  t.deepEqual(Object.keys(exported).sort(), [
    'LIMITS',
    'MlflowClient',
    'MlflowError',
    'TESTED_VERSIONS',
    'checkKey',
    'compareVersions',
  ]);
});

test('versions are compared by number', (t) => {
  t.true(exported.compareVersions('3.9.0', '3.17.2') < 0);
  t.true(exported.compareVersions('4.0.0', '3.17.2') > 0);
  t.is(exported.compareVersions('3.17.2rc0', '3.17.2'), 0);
});
