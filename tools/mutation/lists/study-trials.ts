import type { MutatedFile } from '../mutation.ts';

export const studyTrials: readonly MutatedFile[] = [
  {
    file: 'libs/study/src/attempts/adopt-trial.ts',
    tests: ['attempts/adopt-trial.test.ts'],
    mutations: [
      {
        find: "result?.status !== 'done' || result.trialId !== trialId",
        replace: "result?.status !== 'done'",
        means: 'the result of another trial is taken over',
      },
      {
        find: "result?.status !== 'done' || result.trialId !== trialId",
        replace: 'result === null',
        means: 'failed results are taken over',
      },
      {
        find: "?.status === 'done') return 'already';",
        replace: "?.status === 'failed') return 'already';",
        means: 'a failed trial counts as there already',
      },
      {
        find: 'if (entry.isDirectory()) linkFolder(source, target);',
        replace: 'if (entry.isDirectory()) continue;',
        means: 'weights and pictures are left behind',
      },
    ],
  },
  {
    file: 'libs/study/src/attempts/attempt-writer.ts',
    tests: ['attempts/attempt-writer.test.ts', 'attempts/receive-trial.test.ts', 'files/durability.test.ts'],
    mutations: [
      {
        find: 'history.close();\n      writeResult(folder, result);',
        replace: 'writeResult(folder, result);',
        means: 'the end of the training curve is lost',
      },
      {
        find: "isAbsolute(inside) || inside.startsWith('..')",
        replace: "inside.startsWith('..')",
        means: 'a file is written anywhere',
      },
      {
        find: "isAbsolute(inside) || inside.startsWith('..')",
        replace: 'isAbsolute(inside)',
        means: "a trial's file is written outside its folder",
      },
      {
        find: 'const inside = normalize(name);',
        replace: 'const inside = name;',
        means: 'weights/../../x leads out of the folder',
      },
      {
        find: 'close: () => history.discard(),',
        replace: 'close: () => {},',
        means: 'an attempt that ends keeps its file open',
      },
    ],
  },
  {
    file: 'libs/study/src/attempts/commit-trial.ts',
    tests: [
      'attempts/attempt-writer.test.ts',
      'attempts/adopt-trial.test.ts',
      'attempts/receive-trial.test.ts',
      'files/durability.test.ts',
    ],
    mutations: [
      {
        find: 'writing(paths.trials, () => syncDirectory(paths.trials));',
        replace: '',
        means: 'a power cut undoes a commit',
      },
      {
        find: "if (readCommitted(paths, trialId)?.status === 'done' || !moveFailedAway(trialId, target, replaced)) {",
        replace: 'if (!moveFailedAway(trialId, target, replaced)) {',
        means: 'a late copy sets the done one aside for a moment',
        tests: ['files/durability.test.ts'],
      },
      {
        find: "if (moved?.status !== 'done' || moved.trialId !== trialId) return true;",
        replace: 'return true;',
        means: 'a done result that came meanwhile is lost',
      },
      {
        find: "rmSync(folder.directory, { recursive: true, force: true });\n      return 'late';",
        replace: "return 'late';",
        means: 'late copies stay behind',
      },
      {
        find: "code === 'ENOTEMPTY' || code === 'EEXIST'",
        replace: "code === 'EEXIST'",
        means: 'a place that is taken is an error',
      },
    ],
  },
  {
    file: 'libs/study/src/attempts/leftovers.ts',
    tests: ['folder/open-study.test.ts', 'attempts/leftovers.test.ts'],
    mutations: [
      { find: 'if (underWay.has(trialId)) continue;', replace: '', means: 'attempts that go on elsewhere are deleted' },
      {
        find: "result?.status === 'done' || (result",
        replace: '(result',
        means: 'a done attempt does not replace a failed result',
      },
      {
        find: '(result !== null && readCommitted(paths, trialId) === null)',
        replace: 'result !== null',
        means: 'a failed leftover replaces a committed result',
      },
      {
        find: 'Math.max(attempt, highest.get(trialId) ?? 0)',
        replace: 'attempt',
        means: 'attempts get a number again',
      },
      {
        find: 'if (!isDone && keepCheckpointsAlone(folder.directory)) continue;',
        replace: '',
        means: 'a training that was cut off loses its checkpoints',
        tests: ['checkpoints/kept-checkpoints.test.ts'],
      },
    ],
  },
  {
    file: 'libs/study/src/files/list-folder.ts',
    tests: ['attempts/leftovers.test.ts'],
    mutations: [
      {
        find: "if (errorCode(error) === 'ENOENT') return [];",
        replace: 'return [];',
        means: 'a folder that cannot be read is empty',
      },
    ],
  },
  {
    file: 'libs/study/src/checkpoints/checkpoint-file.ts',
    tests: ['checkpoints/checkpoint-file.test.ts'],
    mutations: [
      {
        find: 'if (!hash.digest().equals(digest))',
        replace: 'if (false)',
        means: 'a checkpoint with changed bytes is taken for whole',
      },
      { find: 'if (size !== whole)', replace: 'if (false)', means: 'the length of a checkpoint is not looked at' },
    ],
  },
  {
    file: 'libs/study/src/checkpoints/kept-checkpoints.ts',
    tests: ['checkpoints/kept-checkpoints.test.ts'],
    mutations: [
      {
        find: 'if (existsSync(latest)) renameSync(latest, join(directory, NAMES[1]));',
        replace: '',
        means: 'only one checkpoint is kept',
      },
      { find: 'step(other) - step(one)', replace: 'step(one) - step(other)', means: 'the first checkpoint counts' },
    ],
  },
  {
    file: 'libs/study/src/attempts/receive-trial.ts',
    tests: ['attempts/receive-trial.test.ts'],
    mutations: [
      {
        find: 'result?.trialId !== trialId',
        replace: 'result === null',
        means: 'the result of another trial is taken in',
      },
      { find: '{ ...result, attempt }', replace: 'result', means: 'a trial keeps the attempt that its worker counted' },
      { find: '.filter((entry) => entry.isFile())', replace: '', means: 'folders are sent as files' },
    ],
  },
  {
    file: 'libs/study/src/records/result-file.ts',
    tests: [
      'records/records.test.ts',
      'folder/study-reader.test.ts',
      'attempts/receive-trial.test.ts',
      'folder/open-study.test.ts',
    ],
    mutations: [
      {
        find: 'if (error instanceof SyntaxError) return null;',
        replace: '',
        means: 'a result that was cut off takes the report down',
      },
      {
        find: "code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR'",
        replace: "code === 'ENOENT'",
        means: 'a file among the trials takes the report down',
      },
      {
        find: 'result?.trialId === trialId ? result : null',
        replace: 'result',
        means: "another trial's result is this one's",
      },
    ],
  },
  {
    file: 'libs/study/src/folder/study-reader.ts',
    tests: ['records/records.test.ts', 'folder/study-reader.test.ts'],
    mutations: [
      {
        find: 'if (result !== null) yield result;',
        replace: 'yield result as TrialResult;',
        means: 'trials without a result take the reader down',
      },
      {
        find: '[...inGrid, ...present]',
        replace: '[...present, ...inGrid]',
        means: 'trials that the grid no longer has come first',
      },
      { find: '[...inGrid, ...present]', replace: 'inGrid', means: 'trials that the grid no longer has are lost' },
      {
        find: 'if (point !== null) yield point;',
        replace: 'yield point as HistoryPoint;',
        means: 'lines that are no points take the reader down',
      },
    ],
  },
  {
    file: 'libs/study/src/records/trial-outcomes.ts',
    tests: ['folder/open-study.test.ts', 'records/trial-outcomes.test.ts'],
    mutations: [
      { find: 'damaged.push(trialId);', replace: '', means: 'a damaged result is not told of' },
      {
        find: 'note(trialId, attempt);\n',
        replace: '',
        means: 'an attempt that only its result knows gets its number again',
      },
      { find: ' && told.attempt === attempt', replace: '', means: 'a second failure is not journalled' },
      {
        find: "told?.kind === 'finished' : told",
        replace: 'true : told',
        means: 'a done trial that the journal does not know stays unknown',
      },
      {
        find: 'Math.max(attempt, attempts.get(trialId) ?? 0)',
        replace: 'attempt',
        means: 'attempts get a number again',
      },
    ],
  },
  {
    file: 'libs/study/src/records/history-line.ts',
    tests: ['records/records.test.ts', 'attempts/attempt-writer.test.ts', 'folder/study-reader.test.ts'],
    mutations: [
      {
        find: 'Number.isFinite(value) ? value : String(value)',
        replace: 'value',
        means: 'NaN on a curve comes back as 0',
      },
      {
        find: "typeof step !== 'number' || typeof timestamp !== 'number'",
        replace: "typeof step !== 'number'",
        means: 'points without a time pass',
      },
    ],
  },
  {
    file: 'libs/study/src/records/code-version.ts',
    tests: ['records/code-version.test.ts'],
    mutations: [
      {
        find: "'--untracked-files=no') !== ''",
        replace: "'--untracked-files=no') === ''",
        means: 'changed code is called unchanged',
      },
      {
        find: "git('rev-parse', 'HEAD')",
        replace: "git('rev-parse', '--short', 'HEAD')",
        means: 'the commit is cut short',
      },
    ],
  },
  {
    file: 'libs/study/src/records/is-trial-result.ts',
    tests: [
      'records/records.test.ts',
      'records/trial-outcomes.test.ts',
      'folder/open-study.test.ts',
      'folder/study-reader.test.ts',
    ],
    mutations: [
      { find: 'isJsonObject(metrics) &&', replace: '', means: 'a done result without metrics takes the report down' },
      { find: 'value.length === length && ', replace: '', means: 'a list of other dimensions passes' },
      {
        find: "value.status === 'failed' && isFailure(value.error)",
        replace: "value.status === 'failed'",
        means: 'a failure without a reason passes',
      },
    ],
  },
  {
    file: 'libs/study/src/attempts/set-damaged-aside.ts',
    tests: ['folder/open-study.test.ts', 'attempts/damaged-results.test.ts'],
    mutations: [
      {
        find: 'if (!existsSync(name)) return name;',
        replace: 'return name;',
        means: 'a second damaged result has no place',
      },
    ],
  },
];
