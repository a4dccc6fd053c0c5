import { readFileSync } from 'node:fs';
import test from 'ava';
import { packagesAreCurrent } from '../setup/packages.mjs';

const read = (file: string) => JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'));

test('what npm installed here is what the lock file asks for', (t) => {
  t.true(packagesAreCurrent(read('package-lock.json'), read('node_modules/.package-lock.json')));
});

test('a missing, changed or replaced package is noticed, an optional one left out is not', (t) => {
  const name = 'node_modules/left';
  const wanted = { packages: { '': {}, 'libs/own': {}, [name]: { version: '1.0.0', integrity: 'sha512-a' } } };
  t.true(packagesAreCurrent(wanted, wanted));
  t.false(packagesAreCurrent(wanted, null));
  t.false(packagesAreCurrent(wanted, { packages: {} }));
  t.false(packagesAreCurrent(wanted, { packages: { [name]: { version: '1.0.1', integrity: 'sha512-a' } } }));
  t.false(packagesAreCurrent(wanted, { packages: { [name]: { version: '1.0.0', integrity: 'sha512-b' } } }));
  const optional = { packages: { [name]: { version: '1.0.0', integrity: 'sha512-a', optional: true } } };
  t.true(packagesAreCurrent(optional, { packages: {} }));
});
