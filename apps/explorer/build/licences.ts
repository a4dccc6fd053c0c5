import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Names, versions and licence texts of the packages that modules are from, those of this repository aside. */
export function licencesOf(modules: readonly string[]): string {
  const folders = modules.flatMap((file) => /^.*\/node_modules\/(@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []);
  return [...new Set(folders)].sort().map(licenceOf).join('\n\n');
}

function licenceOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${name} has no licence file`);
  const text = readFileSync(join(folder, file), 'utf8').trim();
  // This repository's own licence, word for word.
  return `${name} ${version}, ${license}${license === 'Apache-2.0' ? ', as this page: see LICENSE' : `\n${text}`}`;
}
