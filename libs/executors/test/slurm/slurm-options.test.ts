import { UserError } from '@collapse/trials';
import test from 'ava';
import { batchFiles } from '../../src/slurm/batch.ts';
import { parseSlurmOptions } from '../../src/slurm/index.ts';
import { requireSlurmPath, sbatchArguments } from '../../src/slurm/submission.ts';

const parse = (value: unknown) => parseSlurmOptions(value, 'slurm.json');

test('options have defaults, and each goes to sbatch as an argument of its own', (t) => {
  const files = batchFiles('/shared/a study/100%', 'sweep-1');
  t.deepEqual(sbatchArguments(files, 5, '/shared/a study/100%', parse({})).slice(0, 9), [
    '--job-name=sweep-1',
    '--array=0-4',
    '--requeue',
    '--open-mode=append',
    '--output=/shared/a study/100%%/slurm/sweep-1/log/%a.txt',
    '--chdir=/shared/a study/100%',
    '--ntasks=1',
    '--cpus-per-task=1',
    '/shared/a study/100%/slurm/sweep-1/task.sh',
  ]);
  const options = parse({
    partition: 'gpu,long',
    account: 'vae',
    timeLimit: '1-12:00:00',
    memory: '8G',
    cpus: 4,
    gpu: 'a100',
    limit: 16,
    extra: ['--qos=high', '--constraint=a b; rm -rf $HOME'],
    heapMegabytes: 512,
  });
  const args = sbatchArguments(files, 2, '/shared', options);
  t.true(args.includes('--array=0-1%16'));
  for (const argument of [
    '--partition=gpu,long',
    '--account=vae',
    '--time=1-12:00:00',
    '--mem=8G',
    '--cpus-per-task=4',
    '--gres=gpu:a100:1',
    '--qos=high',
    '--constraint=a b; rm -rf $HOME',
  ]) {
    t.true(args.includes(argument), argument);
    t.true(args.indexOf(argument) < args.indexOf(files.template));
  }
  t.is(args[args.indexOf(process.execPath) + 1], '--max-old-space-size=512');
  t.is(args.at(-1), files.directory);
  t.true(sbatchArguments(files, 2, '/shared', parse({ gpu: true })).includes('--gres=gpu:1'));
});

test('other options whose names share letters with reserved ones pass', (t) => {
  const extra = ['--wait-all-nodes=1', '--verbose', '--error-x=1', '--nodelist=a', '--nodes=1', '--comment=a\\b%c'];
  t.deepEqual(parse({ extra }).extra, extra);
});

test('a study folder with a backslash is refused: Slurm would lose the names of the logs', (t) => {
  t.throws(() => requireSlurmPath('/shared/a\\b'), { instanceOf: UserError, message: /without a backslash/ });
  t.notThrows(() => requireSlurmPath('/shared/100% of it'));
});

const wrong: readonly (readonly [object, RegExp])[] = [
  [{ partiton: 'gpu' }, /slurm\.json: partiton: .* Did you mean slurm\.json: partition\?/],
  [{ partition: 'gpu; reboot' }, /slurm\.json: partition: expected a text of partitions, .*received "gpu; reboot"/],
  [{ timeLimit: 'an hour' }, /slurm\.json: timeLimit: .*D-HH:MM:SS, received "an hour"/],
  [{ limit: 0 }, /slurm\.json: limit: expected an integer >= 1, received 0/],
  [{ extra: ['--array=0-9'] }, /slurm\.json: extra\.0: .*none of array, job-name/],
  ...[
    '--jo=x',
    '--outp=/etc/x',
    '--err=/x',
    '--arr=0-9',
    '--a=0-9',
    '--open=truncate',
    '--req',
    '--no-req',
    '--no',
    '--chd=/',
    '--par',
    '--w',
  ].map((argument) => [{ extra: [argument] }, /slurm\.json: extra\.0: .*nor the beginning of one/] as const),
  ...[
    '--help',
    '--usage',
    '--version',
    '--test-only',
    '--wrap=ls',
    '-J',
    '-Jx',
    '-o/etc/x',
    '-a0-9',
    '-D/',
    '-W',
    '--',
    '--Output=/x',
  ].map((argument) => [{ extra: [argument] }, /slurm\.json: extra\.0: /] as const),
  [{ extra: ['rm'] }, /slurm\.json: extra\.0: .* received "rm"/],
];

for (const [options, message] of wrong) {
  test(`refused with a reason: ${JSON.stringify(options)}`, (t) => {
    t.throws(() => parse(options), { instanceOf: UserError, message });
  });
}
