// Takes the lock of the folder given as argument, prints `held` or the error, and holds on until it is killed.
import { lockStudy, studyPaths } from '../../src/index.ts';

try {
  lockStudy(studyPaths(process.argv[2] ?? ''));
  process.stdout.write('held\n');
} catch (error) {
  process.stdout.write(`${error}\n`);
}
setInterval(() => undefined, 1000);
