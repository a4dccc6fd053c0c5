import type { MutatedFile } from '../mutation.ts';

export const studyFolder: readonly MutatedFile[] = [
  {
    file: 'libs/study/src/files/durable-file.ts',
    tests: ['attempts/attempt-writer.test.ts', 'files/durability.test.ts', 'folder/open-study.test.ts'],
    mutations: [
      {
        find: 'rmSync(temporary, { force: true });\n      throw error;',
        replace: 'throw error;',
        means: 'a write that failed leaves its temporary file',
      },
      {
        find: 'fsyncSync(descriptor);\n      } finally',
        replace: '} finally',
        means: 'a power cut leaves an empty file',
      },
      { find: 'syncDirectory(dirname(path));', replace: '', means: 'a power cut undoes a write' },
      {
        find: 'const temporary = `',
        replace: 'const temporary = path; void `',
        means: 'files are written in place: a reader sees half of one',
      },
    ],
  },
  {
    file: 'libs/study/src/records/grid-record.ts',
    tests: ['records/records.test.ts', 'folder/open-study.test.ts', 'folder/study-reader.test.ts'],
    mutations: [
      {
        find: 'record === null || record.name === name',
        replace: 'true',
        means: 'a folder of another grid is trained into',
      },
      {
        find: "if (code === 'ENOENT') return null;",
        replace: 'if (code !== undefined) return null;',
        means: 'a grid that cannot be read is none',
      },
      {
        find: 'if (isGridRecord(value)) return value;',
        replace: 'if (isJsonObject(value)) return value as unknown as GridRecord;',
        means: 'any object is the record of a grid',
      },
    ],
  },
  {
    file: 'libs/study/src/records/journal.ts',
    tests: ['records/journal.test.ts', 'folder/open-study.test.ts'],
    mutations: [
      {
        find: '!Number.isSafeInteger(event.timestamp)',
        replace: 'false',
        means: 'fractions of a millisecond are journalled',
      },
      {
        find: "new Set(['started', 'retrying', 'finished', 'failed'])",
        replace: "new Set(['started', 'finished', 'failed'])",
        means: 'retries are not read back',
      },
      {
        find: "[...TRIAL_KINDS, 'opened', 'closed']",
        replace: "[...TRIAL_KINDS, 'opened']",
        means: 'ends of runs are not read back',
      },
      {
        find: 'new LineWriter(paths.journal, 0)',
        replace: 'new LineWriter(paths.journal, 4096)',
        means: 'a kill loses the last events',
      },
      {
        find: '!TRIAL_KINDS.has(value.kind) || (typeof',
        replace: 'true || (typeof',
        means: 'events without a trial pass',
        tests: ['files/json-lines.test.ts'],
      },
    ],
  },
  {
    file: 'libs/study/src/files/json-lines.ts',
    tests: ['files/json-lines.test.ts', 'records/journal.test.ts'],
    mutations: [
      {
        find: 'decoder.write(chunk.subarray(0, bytes))',
        replace: "chunk.subarray(0, bytes).toString('utf8')",
        means: 'a character across two pieces of a file is broken',
      },
      { find: "if (rest !== '') yield rest;", replace: '', means: 'a last line without its end is lost' },
      {
        find: "rest = lines.pop() ?? '';",
        replace: "rest = ''; lines.pop();",
        means: 'a line across two pieces of a file is lost',
      },
      {
        find: "if (errorCode(error) !== 'ENOENT') throw error;",
        replace: '',
        means: 'a file that cannot be read has no lines',
      },
      {
        find: '&& !Array.isArray(value)',
        replace: '',
        means: 'a list is an object',
        tests: ['files/json-lines.test.ts'],
      },
    ],
  },
  {
    file: 'libs/study/src/files/line-writer.ts',
    tests: [
      'records/journal.test.ts',
      'files/line-writer.test.ts',
      'attempts/attempt-writer.test.ts',
      'files/durability.test.ts',
    ],
    mutations: [
      { find: 'this.#torn ?', replace: 'false ?', means: 'a line after a torn one is lost with it' },
      {
        find: 'if (size === 0) return false;',
        replace: 'if (size === 0) return true;',
        means: 'a new file starts with an empty line',
      },
      { find: 'last[0] !== 0x0a', replace: 'last[0] === 0x0a', means: 'whole files count as torn, torn ones as whole' },
      {
        find: 'written += writeSync(this.#open(), bytes, written)',
        replace: 'written += writeSync(this.#open(), bytes)',
        means: 'a short write is followed by the whole again',
        tests: ['files/line-writer.test.ts'],
      },
      {
        find: 'this.#pending.length > this.#bufferBytes',
        replace: 'this.#pending.length > 1e9',
        means: 'nothing is written before the end',
      },
      {
        find: 'writing(this.path, () => fsyncSync(this.#open()));',
        replace: '',
        means: 'a power cut loses a journal that was closed',
      },
      {
        find: 'this.#torn = true;\n    writing',
        replace: 'writing',
        means: 'what follows a write that failed halfway is lost with it',
        tests: ['files/line-writer.test.ts'],
      },
    ],
  },
  {
    file: 'libs/study/src/attempts/move-aside.ts',
    tests: ['folder/open-study.test.ts'],
    mutations: [
      {
        find: 'if (!existsSync(paths.grid)) {',
        replace: 'if (false) {',
        means: 'folders of other things are set aside',
      },
      {
        find: 'if (!existsSync(name)) return name;',
        replace: 'return name;',
        means: 'a second old study has no place',
      },
      {
        find: 'const lock = lockStudy(paths);',
        replace: 'const lock = { path: from, release: () => {} };',
        means: 'a study that runs is set aside',
      },
    ],
  },
  {
    file: 'libs/study/src/folder/open-study.ts',
    tests: ['folder/open-study.test.ts'],
    mutations: [
      {
        find: 'bavail * bsize < minimumFreeBytes',
        replace: 'false',
        means: 'a full disk is found when the first trial is done',
      },
      {
        find: '1 + Math.max(attempts.get(trialId) ?? 0, leftovers.get(trialId) ?? 0)',
        replace: '1 + (attempts.get(trialId) ?? 0)',
        means: 'an attempt gets the number of one that was killed',
      },
      {
        find: '1 + Math.max(attempts.get(trialId) ?? 0, leftovers.get(trialId) ?? 0)',
        replace: '1 + (leftovers.get(trialId) ?? 0)',
        means: 'an attempt gets the number of one in the journal',
      },
      { find: 'Math.trunc(clock())', replace: 'clock()', means: 'fractions of a millisecond are journalled' },
      {
        find: '} finally {\n          lock.release();\n        }',
        replace: '} finally {}',
        means: 'a study that was closed stays locked',
      },
      {
        find: 'lock.release();\n    throw error;',
        replace: 'throw error;',
        means: 'a study that could not be opened stays locked',
      },
      {
        find: "if (result.status === 'done') journal.append",
        replace: "if (result.status !== 'done') journal.append",
        means: 'failures are journalled as done',
        occurrence: 1,
      },
    ],
  },
  {
    file: 'libs/study/src/lock/process-identity.ts',
    tests: ['lock/study-lock.test.ts'],
    mutations: [
      {
        find: 'return start === identity.start;',
        replace: 'return true;',
        means: 'a process id that another process has keeps a lock',
      },
      {
        find: "if (fields[0] === 'Z' || fields[0] === 'X') return null;",
        replace: '',
        means: 'a killed process that nobody waited for is alive',
      },
      {
        find: "stat.lastIndexOf(')') + 2",
        replace: "stat.indexOf(')') + 2",
        means: 'a process with a parenthesis in its name has another start',
        tests: ['lock/lock-order.test.ts'],
      },
    ],
  },
  {
    file: 'libs/study/src/files/storage-error.ts',
    tests: ['attempts/attempt-writer.test.ts', 'records/journal.test.ts', 'folder/open-study.test.ts'],
    mutations: [
      { find: "code !== 'ENOENT' && code in CAUSES", replace: 'code in {}', means: 'a full disk is a stack trace' },
      { find: "received: 'a full disk'", replace: "received: 'a disk'", means: 'a full disk is not said' },
    ],
  },
  {
    file: 'libs/study/src/lock/study-lock.ts',
    tests: ['lock/study-lock.test.ts', 'folder/open-study.test.ts'],
    mutations: [
      {
        find: 'if (highest > 0) refuseIfHeld(paths, lockPath(paths, highest));',
        replace: '',
        means: 'two runs write one study',
      },
      {
        find: 'if (here && !staysAlive(owner)) return;',
        replace: 'if (!staysAlive(owner)) return;',
        means: 'the lock of another host is taken',
      },
      {
        find: '.sort((a, b) => a - b)',
        replace: '.sort()',
        means: 'locks 9 and 10 are in the order of text',
        tests: ['lock/study-lock.test.ts', 'lock/lock-order.test.ts'],
      },
      {
        find: 'if (here && !isAlive(owner)) return null;',
        replace: '',
        means: 'a run that is dead is said to work',
        tests: ['lock/study-lock.test.ts', 'lock/lock-order.test.ts'],
      },
      {
        find: '/^\\d+$/.test(name.slice(prefix.length))',
        replace: 'true',
        means: 'a lock that is being made counts as one',
        tests: ['lock/study-lock.test.ts', 'lock/lock-order.test.ts'],
      },
      {
        find: 'for (const number of others) rmSync(lockPath(paths, number), { recursive: true, force: true });',
        replace: '',
        means: 'dead locks stay in the folder',
      },
      { find: 'if (owner === null) return;', replace: '', means: 'a lock without an owner takes the program down' },
    ],
  },
  {
    file: 'libs/study/src/folder/study-paths.ts',
    tests: ['folder/study-reader.test.ts', 'folder/open-study.test.ts'],
    mutations: [
      {
        find: '/^[0-9a-f]{16}$/',
        replace: '/^[0-9a-f]+$/',
        means: 'folders of other names are trials',
        tests: ['folder/study-reader.test.ts', 'attempts/leftovers.test.ts'],
      },
      {
        find: '(?:\\.\\w+)?$/',
        replace: '$/',
        means: 'what a kill left of a replacement is not cleared',
        tests: ['folder/open-study.test.ts', 'attempts/leftovers.test.ts'],
      },
    ],
  },
];
