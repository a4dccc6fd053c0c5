import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { explorerPage } from '../build/explorer-page.ts';

const committed = readFileSync(join(import.meta.dirname, '../../../reports/explain.html'), 'utf8');

test('the committed page is what its sources give', async (t) => {
  t.true((await explorerPage()) === committed, 'npx nx run sweep:explorer makes it again');
});

test('the page is small, needs nothing else and lets nothing else in', (t) => {
  t.true(committed.length < 300_000, `${committed.length} characters`);
  const [program = ''] = committed.split('<script type="text/plain" id="licences">');
  t.notRegex(
    `${program}${committed.split('</script>').at(-2)}`,
    /<(link|img|iframe)|\bsrc=|url\(|@import|https?:\/\/(?!www\.w3\.org\/)/,
  );
  t.notRegex(committed, /\beval\(|new Function|fetch\(|XMLHttpRequest|WebSocket|importScripts|sendBeacon/);
  t.notRegex(committed, /node_modules|\/(home|root|work|tmp)\//);
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(committed)?.[1] ?? '';
  const hashes = [...policy.matchAll(/'sha256-([^']*)'/g)].map(([, hash]) => hash);
  const parts = [/<script>([\s\S]*?)<\/script>/, /<style>([\s\S]*?)<\/style>/].map((part) => part.exec(committed)?.[1]);
  t.deepEqual(
    hashes,
    parts.map((part) =>
      createHash('sha256')
        .update(part ?? '')
        .digest('base64'),
    ),
  );
  t.regex(policy, /^default-src 'none'; /);
  t.notRegex(policy.replace("'wasm-unsafe-eval'", ''), /unsafe|connect-src|\*/);
});

test('the page carries the licences of what is in it', (t) => {
  for (const name of ['preact', 'htm']) t.regex(committed, new RegExp(`^${name} \\d+\\.\\d+\\.\\d+, `, 'm'));
  t.regex(committed, /Permission is hereby granted/);
});
