import { join } from 'node:path';
import type { AnyExecutorKind } from '@collapse/executors/contract';
import { EXECUTOR_KINDS } from '@collapse/executors/kinds';
import { UserError } from '@collapse/trials';
import test from 'ava';
import { Command } from 'commander';
import { childProcesses } from '../../../../libs/executors/test/support/child-processes.ts';
import { addExecutionOptions, resolveExecution } from '../../src/commands/grid-options.ts';
import { chooseExecution } from '../../src/execution/choose-execution.ts';
import { makePlan } from '../../src/plan.ts';
import { runStudy } from '../../src/run-study.ts';
import { TINY, workFolder, writeGrid } from '../support/run-sweep.ts';

// One object beside the list: the help, the errors and the run know of it, and of nothing else.
const KINDS: readonly AnyExecutorKind[] = [...EXECUTOR_KINDS, childProcesses];
const GIVEN = { backend: 'wasm', executor: 'child-processes', packs: 'auto' };

test('the help has its name, what it is and its options', (t) => {
  let help = '';
  const command = addExecutionOptions(new Command('grid'), KINDS).configureOutput({
    writeOut: (text) => {
      help += text;
    },
  });
  command.outputHelp();
  t.regex(help.replaceAll(/\s+/g, ' '), /where trials run: local, in-process, slurm, redis, child-processes \(/);
  t.regex(help, /^ {2}child-processes +child processes, each kept for the next trial\n +processes, cacheDirectory,/m);
});

test('another name is told the nearest; without the object it does not exist', (t) => {
  const misspelt = { ...GIVEN, executor: 'child-proceses' };
  t.throws(() => resolveExecution(misspelt, KINDS), {
    instanceOf: UserError,
    message: /expected one of local, .*child-processes, received child-proceses\. Did you mean child-processes\?/,
  });
  t.is(resolveExecution(GIVEN, KINDS).kind, childProcesses);
  t.throws(() => resolveExecution(GIVEN), { instanceOf: UserError, message: /received child-processes\./ });
});

test('a grid is trained by it, to the last digit as in this process', async (t) => {
  const folder = workFolder(t);
  const options = { cacheDirectory: join(folder, 'data'), processes: 1, heapMegabytes: 500 };
  writeGrid(folder, options, 'options.json');
  const input = { ...TINY, axes: { seed: [0, 1] } };
  const train = async (given: Parameters<typeof resolveExecution>[0], out: string) => {
    const onNotice = () => undefined;
    const plan = await makePlan({
      gridFile: join(folder, 'grid.json'),
      input,
      out: join(folder, out),
      runs: folder,
      reuse: null,
      fresh: false,
      onNotice,
    });
    const execution = await chooseExecution(resolveExecution(given, KINDS));
    const elbos = new Map<string, number | null>();
    try {
      await runStudy(plan, {
        ...execution,
        signal: new AbortController().signal,
        clock: Date.now,
        onStart: () => undefined,
        onNotice,
        onEvent(event) {
          if (event.kind === 'finished' && event.result.status === 'done')
            elbos.set(event.trialId, event.result.metrics.elbo);
        },
      });
    } finally {
      await execution.executor.close();
    }
    return { elbos, description: execution.executor.description };
  };
  const own = await train({ ...GIVEN, executorOptions: join(folder, 'options.json') }, 'own');
  t.is(own.description, '1 child processes');
  t.is(own.elbos.size, 2);
  const here = await train({ ...GIVEN, executor: 'in-process' }, 'here');
  t.deepEqual(own.elbos, here.elbos);
});
