import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { ExecutionContext } from 'ava';
import type { TopLevelSpec } from 'vega-lite';
import { renderSvg } from '../../src/figures/render-svg.ts';

const SNAPSHOTS = new URL('../snapshots/', import.meta.url);

/**
 * Draws a figure and compares it, byte for byte, with test/snapshots/NAME.svg. With UPDATE_SNAPSHOTS=1 in the environment
 * the file is written instead: `UPDATE_SNAPSHOTS=1 npx ava 'libs/analysis/test/figures/*.test.ts'`, then look at it.
 */
export async function matchesSnapshot(t: ExecutionContext, spec: TopLevelSpec, name: string): Promise<void> {
  const svg = `${(await renderSvg(spec, name)).replaceAll('><', '>\n<')}\n`;
  const file = new URL(`${name}.svg`, SNAPSHOTS);
  if (process.env.UPDATE_SNAPSHOTS === '1') {
    mkdirSync(SNAPSHOTS, { recursive: true });
    writeFileSync(file, svg);
  }
  t.true(svg === readFileSync(file, 'utf8'), `${name}.svg has changed; look at it, then see ${import.meta.url}`);
}
