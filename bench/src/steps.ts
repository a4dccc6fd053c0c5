import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startContestant } from './contestant.ts';
import { describeMachine, lastCore } from './machine.ts';
import { median } from './statistics.ts';
import { digits, markdownTable } from './table.ts';
import { WORKS } from './works.ts';

const { values: options } = parseArgs({
  options: {
    repeats: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '1' },
    works: { type: 'string', default: WORKS.map(({ name }) => name).join(',') },
  },
});
const FORMS = ['eager', 'graph', 'xla'] as const;
const chosen = WORKS.filter(({ name }) => options.works.split(',').includes(name));

console.log(describeMachine());
const ours = await startContestant({
  name: 'ours',
  command: [process.execPath, join(import.meta.dirname, 'our-answers.ts')],
  core: lastCore(),
});
console.log(`${ours.version}, one pinned thread; milliseconds a step, medians of ${options.repeats}\n`);
const rows: string[][] = [];
for (const work of chosen) {
  const taken = { eager: [] as number[], graph: [] as number[], xla: [] as number[] };
  for (let repeat = 0; repeat < Number(options.repeats); repeat++) {
    for (const form of FORMS) {
      const question = { do: 'time', work: work.name, form, seconds: Number(options.seconds) };
      taken[form].push((await ours.ask<{ milliseconds: number }>(question)).milliseconds);
    }
  }
  const medians = FORMS.map((form) => median(taken[form]));
  rows.push([work.title, ...medians.map(digits), digits(Math.min(...medians) / work.trials.length)]);
  console.error(rows.at(-1)?.join('  '));
}
await ours.close();
console.log(markdownTable(['step', 'eager', 'one step a call', 'XLA, many steps a call', 'best, a trial'], rows));
