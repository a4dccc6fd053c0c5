import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a library's name is in the packages that use it. */
const packageName = (library: string) => (library === 'mlflow-js-client' ? library : `@collapse/${library}`);

/** The libraries whose tests see a change of `library` or program: itself, then those that use it, nearest first. */
export function librariesThatSee(root: string, library: string): string[] {
  const uses = new Map(
    readdirSync(join(root, 'libs')).map((name) => {
      const { dependencies = {} } = JSON.parse(readFileSync(join(root, 'libs', name, 'package.json'), 'utf8'));
      return [name, new Set(Object.keys(dependencies))] as const;
    }),
  );
  const seen = [library];
  for (const next of seen) {
    for (const [name, dependencies] of uses) {
      if (!seen.includes(name) && dependencies.has(packageName(next))) seen.push(name);
    }
  }
  return seen;
}

/** Test files of a library, or of a program of that name, from the root. */
export function testFilesOf(root: string, library: string): string[] {
  return ['libs', 'apps'].flatMap((home) => {
    const folder = join(root, home, library, 'test');
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.test.ts'))
      .map((name) => `${home}/${library}/test/${name}`)
      .sort();
  });
}
