// Does what a run does with its study folder, a trial a millisecond or so, and prints what it does. Arguments: folder, trials.
import { openAttempt, openStudy } from '../../src/index.ts';
import { doneResult, gridRecord, idOf } from './sample.ts';

const [directory = '', count = '0'] = process.argv.slice(2);
const seeds = Array.from({ length: Number(count) }, (_, seed) => seed);
const study = openStudy({ directory, record: gridRecord('crash', seeds.map(idOf)), clock: Date.now });
process.stdout.write('open\n');
for (const seed of seeds) {
  const trialId = idOf(seed);
  if (study.outcomes.get(trialId)?.status === 'done') continue;
  const attempt = study.nextAttempt(trialId);
  study.journal.append({ kind: 'started', trialId, attempt, worker: 'test', timestamp: Date.now() });
  const writer = openAttempt(study.paths, trialId, attempt);
  for (let step = 0; step < 20; step += 1)
    writer.appendHistory({ step, timestamp: Date.now(), metrics: { elbo: -step } });
  writer.writeFile('weights/model.json', '{}');
  const result = doneResult(seed, attempt);
  writer.commit(result);
  study.journal.append({ kind: 'finished', trialId, attempt, timestamp: result.finishedAt, adoptedFrom: null });
  process.stdout.write(`${trialId}\n`);
}
study.close(false);
