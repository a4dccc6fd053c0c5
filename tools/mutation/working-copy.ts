import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';

/** Folders that set-up fills and no test writes to. */
const INSTALLED = ['.native', '.venv'];

/** A copy of the repository as it stands, with what is not committed yet: what is changed in it changes nothing here. */
export interface WorkingCopy {
  readonly directory: string;
  remove(): void;
}

/** Copies what git knows or would take; what is installed is linked, but the packages of the repository are the copy's own. */
export function copyRepository(root: string): WorkingCopy {
  const directory = mkdtempSync(join(tmpdir(), 'mutation-'));
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  for (const name of String(list).split('\0')) {
    const from = join(root, name);
    // A file that is deleted and not yet committed is listed too.
    const found = name === '' ? undefined : lstatSync(from, { throwIfNoEntry: false });
    if (!found?.isFile()) continue;
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    copyFileSync(from, join(directory, name));
  }
  for (const name of INSTALLED) {
    if (lstatSync(join(root, name), { throwIfNoEntry: false })) symlinkSync(join(root, name), join(directory, name));
  }
  linkPackages(root, join(root, 'node_modules'), join(directory, 'node_modules'));
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

/** Links to the installed packages; a link to a package of the repository becomes one into the copy. */
function linkPackages(root: string, from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (entry.name === '.cache') continue;
    if (entry.name === '@collapse') linkPackages(root, source, target);
    else if (entry.isSymbolicLink() && isOurs(root, source)) symlinkSync(readlinkSync(source), target);
    else symlinkSync(source, target);
  }
}

function isOurs(root: string, link: string): boolean {
  const inside = relative(root, resolve(dirname(link), readlinkSync(link)));
  return !inside.startsWith('..') && !inside.startsWith('node_modules');
}
