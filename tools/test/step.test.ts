import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { digestOf, replaceFolder, runStep, type SetupContext, type Step } from '../setup/step.ts';

const temporaryFolder = (t: { teardown(clean: () => void): void }) => {
  const folder = mkdtempSync(join(tmpdir(), 'setup-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** A step that writes its input into a folder, and fails when told to after having written half. */
function writingStep(): { step: Step; runs: () => number; input: string; broken: boolean } {
  let runs = 0;
  const folder = ({ root }: SetupContext) => join(root, 'made');
  const control = {
    input: 'first',
    broken: false,
    runs: () => runs,
    step: {
      title: 'writing',
      digest: () => digestOf([control.input]),
      stamp: (context: SetupContext) => join(folder(context), 'stamp'),
      run: (context: SetupContext) =>
        replaceFolder(folder(context), async (temporary) => {
          runs++;
          writeFileSync(join(temporary, control.input), 'half');
          if (control.broken) throw new Error('cut off');
          writeFileSync(join(temporary, 'whole'), control.input);
        }),
    },
  };
  return control;
}

test('a step runs once for the same inputs, again when they change or its result is gone', async (t) => {
  const context: SetupContext = { root: temporaryFolder(t), variant: 'cpu' };
  const control = writingStep();
  t.true(await runStep(control.step, context));
  t.false(await runStep(control.step, context));
  control.input = 'second';
  t.true(await runStep(control.step, context));
  t.false(existsSync(join(context.root, 'made', 'first')));
  t.is(readFileSync(join(context.root, 'made', 'whole'), 'utf8'), 'second');
  rmSync(join(context.root, 'made'), { recursive: true });
  t.true(await runStep(control.step, context));
  t.is(control.runs(), 3);
});

test('a step that was cut off is run again, from an empty folder', async (t) => {
  const context: SetupContext = { root: temporaryFolder(t), variant: 'cpu' };
  const control = writingStep();
  control.broken = true;
  await t.throwsAsync(runStep(control.step, context), { message: 'cut off' });
  t.false(existsSync(join(context.root, 'made')));
  mkdirSync(join(context.root, 'made.unfinished', 'rubbish'), { recursive: true });
  control.broken = false;
  t.true(await runStep(control.step, context));
  t.false(existsSync(join(context.root, 'made', 'rubbish')));
  t.false(existsSync(join(context.root, 'made.unfinished')));
});

test('digests tell apart how parts are cut', (t) => {
  t.not(digestOf(['ab', 'c']), digestOf(['a', 'bc']));
  t.is(digestOf(['ab', 'c']), digestOf(['ab', Buffer.from('c')]));
});
