import { existsSync } from 'node:fs';
import { join } from 'node:path';

const SYSTEM_BROWSERS = ['/usr/bin/chromium', '/usr/bin/google-chrome'] as const;

export const browserFolder = (root: string) => join(root, '.native', 'browser');

/** A browser that the machine has by itself: CHROMIUM_EXECUTABLE, or where Debian and Google put theirs. */
export function systemBrowser(environment: NodeJS.ProcessEnv): string | undefined {
  return [environment.CHROMIUM_EXECUTABLE, ...SYSTEM_BROWSERS].find((path) => path !== undefined && existsSync(path));
}

/** The browser that tests look at pages with; undefined where neither the machine nor set-up has one. */
export function browserPath(root: string, environment: NodeJS.ProcessEnv): string | undefined {
  const own = join(browserFolder(root), 'chromium');
  return systemBrowser(environment) ?? (existsSync(own) ? own : undefined);
}
