import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { checkTrial, trialId, trialSpecification } from '../../src/index.ts';

/*
 * Trials as written in a grid file, with the ids they had when the file was written. An id names a folder of results: where one of
 * these changes, the results of that trial are not found any more. The file is never written anew, lines are only added.
 */

const file = join(import.meta.dirname, '..', 'support', 'locked-ids.json');
const locked: Readonly<Record<string, { readonly id: string; readonly trial: unknown }>> = JSON.parse(
  readFileSync(file, 'utf8'),
);

for (const [name, { id, trial }] of Object.entries(locked)) {
  test(`a trial has the id it has always had: ${name}`, (t) => {
    const specification = trialSpecification.parse(trial);
    t.deepEqual(checkTrial(specification, null), []);
    t.is(trialId(specification), id);
  });
}

/** Names of locked trials that are one trial. */
const SAME = [
  ['every default left out', 'every default given', 'sections given empty'],
  ['networks, initialization left out', 'networks, glorot-uniform'],
  ['Bernoulli, networks', 'Bernoulli with a variance and a floor, networks'],
  ['second level, defaults left out', 'second level, defaults given'],
  ['MNIST, whole, count left out', 'MNIST, whole, count given'],
];

test('only trials that say the same share an id', (t) => {
  const groups = Map.groupBy(Object.entries(locked), ([, { id }]) => id);
  const shared = [...groups.values()]
    .map((entries) => entries.map(([name]) => name))
    .filter(({ length }) => length > 1);
  t.deepEqual(shared, SAME);
});
