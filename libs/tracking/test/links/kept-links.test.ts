import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { keepLinks, keptLinks } from '../../src/links/kept-links.ts';
import { trackingPaths } from '../../src/server/tracking-paths.ts';

test('links are kept for each server, and only addresses of the web come back', (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'links-'));
  t.deepEqual(keptLinks(directory), []);
  for (const server of ['http://127.0.0.1:5000', 'https://mlflow.example']) {
    const paths = trackingPaths(directory, server);
    mkdirSync(paths.directory, { recursive: true });
    keepLinks(paths, [{ title: 'Report', url: `${server}/#/report` }]);
  }
  t.deepEqual(
    keptLinks(directory)
      .map(({ url }) => url)
      .sort(),
    ['http://127.0.0.1:5000/#/report', 'https://mlflow.example/#/report'],
  );
  const foreign = [{ title: 'x', url: 'javascript:alert(1)' }, { title: 3 }, 'x'];
  writeFileSync(
    join(trackingPaths(directory, 'http://127.0.0.1:5000').directory, 'links.json'),
    JSON.stringify(foreign),
  );
  t.is(keptLinks(directory).length, 1);
  rmSync(directory, { recursive: true });
});
