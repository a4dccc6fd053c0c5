import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Explanation, shortNumber } from '@collapse/analysis/in-browser';
import { eigenvaluesOf } from '@collapse/closed-forms';
import { denseMoments } from '@collapse/datasets';
import test, { type ExecutionContext } from 'ava';
import { type Browser, chromium, type Page } from 'playwright-core';
import { browserPath } from '../../../tools/setup/browser-path.ts';
import { sweep, workFolder } from '../../sweep/test/support/run-sweep.ts';
import { NUMPY, npyOf, numpyFile } from './support/numpy-files.ts';

/** The committed page in a real browser. */

const PROJECT = join(import.meta.dirname, '../../..');
const PAGE = pathToFileURL(join(PROJECT, 'reports/explain.html')).href;
const browserFile = browserPath(PROJECT, process.env);

if (browserFile === undefined) {
  test.skip('the page in a browser: there is none, `npm run setup` brings one', (t) => t.fail());
} else {
  let browser: Browser;
  test.before(async () => {
    const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'];
    browser = await chromium.launch({ executablePath: browserFile, args });
  });
  test.after.always(() => browser?.close());

  const open = async (t: ExecutionContext, width = 1280): Promise<Page> => {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    t.teardown(() => page.close());
    page.on('pageerror', (error) => t.fail(error.message));
    page.on('console', (message) => t.fail(message.text()));
    page.on('request', (request) => t.regex(request.url(), /^(file|blob):/));
    await page.goto(PAGE);
    await page.locator('svg.spectrum').waitFor();
    return page;
  };

  /** Drops a file on the page, as a reader does, and waits until it is read or refused. Returns how long that took, s. */
  const drop = async (page: Page, name: string, bytes: Uint8Array) => {
    const content = Buffer.from(bytes).toString('base64');
    const dataTransfer = await page.evaluateHandle(
      ([file, base64]) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([Uint8Array.from(atob(base64), (one) => one.charCodeAt(0))], file));
        return transfer;
      },
      [name, content] as const,
    );
    const started = performance.now();
    await page.dispatchEvent('main', 'drop', { dataTransfer });
    await page.locator('.reading').waitFor({ state: 'detached', timeout: 120_000 });
    return (performance.now() - started) / 1000;
  };

  const verdict = (page: Page) => page.locator('#verdict').textContent();
  const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });

  /** What the page saves as JSON. */
  const saved = async (page: Page): Promise<Explanation> => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#save').click()]);
    return JSON.parse(readFileSync(await download.path(), 'utf8'));
  };

  /** What the command that the page shows prints for the same file. */
  const printed = async (t: ExecutionContext, page: Page, folder: string): Promise<Explanation> => {
    const command = (await page.locator('#command').textContent()) ?? '';
    t.regex(command, /^npx sweep explain /);
    const args = command.split(' ').slice(2);
    const { status, output, errors } = await sweep(folder, [...args, '--json']);
    t.is(status, 0, errors);
    return JSON.parse(output);
  };

  const close = (one: unknown, other: unknown): boolean => {
    if (typeof one === 'number' && typeof other === 'number') {
      return Math.abs(one - other) <= 1e-9 * Math.max(1, Math.abs(other));
    }
    if (typeof one !== 'object' || one === null || typeof other !== 'object' || other === null) return one === other;
    const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
    return [...keys].every((key) => close(Reflect.get(one, key), Reflect.get(other, key)));
  };

  /** That the page shows, and saves, what `sweep explain` prints at its settings. */
  const agrees = async (t: ExecutionContext, page: Page, folder: string) => {
    const [explanation, expected] = [await saved(page), await printed(t, page, folder)];
    t.true(close(explanation, expected), `${JSON.stringify(explanation)}\n${JSON.stringify(expected)}`);
    const { optimum, impliedBetaVariance, active, latentDim, klPerDimension } = expected;
    if (optimum === null || klPerDimension === null) return expected;
    for (const [id, text] of [
      ['implied', shortNumber(impliedBetaVariance ?? Number.NaN)],
      ['live', `${active} of ${latentDim}`],
      ['kl', shortNumber(optimum.kl)],
      ['elbo', shortNumber(optimum.elbo)],
      ['log-likelihood', shortNumber(optimum.logLikelihood)],
      ['decoder-variance', shortNumber(optimum.decoderVariance)],
    ] as const) {
      t.is(await page.locator(`#${id}`).textContent(), text, id);
    }
    t.is(await page.locator('svg.spectrum .lives').count(), active ?? -1);
    t.is(await page.locator('svg.spectrum .dies').count(), latentDim - (active ?? 0));
    const cells = await page.locator('#dimensions td:last-child').allTextContents();
    t.deepEqual(cells, klPerDimension.map(shortNumber));
    return expected;
  };

  test('the page opens on the example, whose numbers are the published ones', async (t) => {
    const page = await open(t);
    t.is(await verdict(page), '11 of 50 dimensions live, 39 collapse.');
    await field(page, 'learned').check();
    // pPCA on these images: libs/closed-forms/test has the oracle.
    t.is(await page.locator('#log-likelihood').textContent(), '558.09');
    t.is(await verdict(page), 'All 50 latent dimensions live: nothing has to change for that.');
    const { eigenvalues } = await saved(page);
    for (const [index, expected] of [5.12371886, 4.00116757, 3.52779394, 2.79896825, 2.51306148].entries()) {
      t.true(Math.abs((eigenvalues[index] ?? 0) - expected) < 1e-8);
    }
  });

  test('a file of numpy says what sweep explain says of it, through every change of the settings', async (t) => {
    const page = await open(t);
    const folder = workFolder(t);
    writeFileSync(join(folder, 'halves.npy'), numpyFile('halves fortran big.npy'));
    await drop(page, 'halves.npy', numpyFile('halves fortran big.npy'));
    t.is(await page.locator('#data-title').textContent(), 'halves.npy');
    const first = await agrees(t, page, folder);
    for (const [index, expected] of NUMPY.eigenvalues.entries()) {
      t.true(Math.abs((first.eigenvalues[index] ?? 0) - expected) < 1e-9);
    }
    t.is(first.active, 2);

    const slider = field(page, 'Decoder variance, slider');
    await slider.focus();
    for (let press = 0; press < 14; press++) await slider.press('ArrowRight');
    t.is(await field(page, 'Decoder variance').inputValue(), '5.01');
    t.is(await verdict(page), '1 of 2 dimensions live, 1 collapse.');
    await agrees(t, page, folder);

    await field(page, 'Latent dimensions, k').fill('3');
    await field(page, 'beta').fill('0.2');
    t.is((await agrees(t, page, folder)).active, 3);

    await field(page, 'learned').check();
    t.regex((await verdict(page)) ?? '', /^There is no one optimum/);
    await agrees(t, page, folder);

    await field(page, 'Loss').selectOption('mean-sum');
    await field(page, 'Data points a batch').fill('3');
    // beta * batch * columns / 2
    t.true(close((await agrees(t, page, folder)).impliedBetaVariance, 0.9));
  });

  test('rows of a .csv, with columns that never vary and that repeat another', async (t) => {
    const page = await open(t);
    const folder = workFolder(t);
    const csv = 'a,b,c,d\n2,1,7,2\n-2,1,7,-2\n2,-1,7,2\n-2,-1,7,-2\n';
    writeFileSync(join(folder, 'x.csv'), csv);
    await drop(page, 'x.csv', Buffer.from(csv));
    const { constantColumns, duplicateColumns } = await agrees(t, page, folder);
    t.deepEqual([constantColumns, duplicateColumns], [[2], [{ column: 3, of: 0 }]]);
    t.true((await page.locator('#words').textContent())?.includes('Columns that never vary: 1 (3).'));
  });

  test('a file that cannot be read says why, and a number that will not do changes nothing', async (t) => {
    const page = await open(t);
    await drop(page, 'objects.npy', numpyFile('objects.npy'));
    t.regex((await page.locator('#problem').textContent()) ?? '', /Objects are never unpickled/);
    t.is(await verdict(page), '11 of 50 dimensions live, 39 collapse.');
    const beta = field(page, 'beta');
    for (const text of ['-1', '', 'x', 'Infinity']) {
      await beta.fill(text);
      t.is(await beta.getAttribute('aria-invalid'), 'true', text);
      t.is(await verdict(page), '11 of 50 dimensions live, 39 collapse.');
    }
    await drop(page, 'constant.csv', Buffer.from('1,2\n1,2\n'));
    t.is(await page.locator('#problem').count(), 0);
    t.true((await page.locator('.drawing').textContent())?.includes('The data never vary'));
    await page.getByRole('button', { name: 'Back to the example' }).click();
    t.is(await page.locator('svg.spectrum').count(), 1);
  });

  test('784 columns take less than ten seconds, with a word on the way', async (t) => {
    const page = await open(t);
    // As many rows as several workers share.
    const [count, dim] = [9000, 784];
    const values = Float32Array.from({ length: count * dim }, (_, index) => Math.sin(index * index));
    const before = performance.now();
    const expected = eigenvaluesOf(denseMoments(values, count, dim));
    const inNode = (performance.now() - before) / 1000;
    await page.evaluate(() => {
      const status = document.querySelector('[role=status]');
      if (status === null) throw new Error('no status');
      new MutationObserver(() => {
        document.title += status.textContent;
      }).observe(status, { subtree: true, childList: true, characterData: true });
    });
    const seconds = await drop(page, 'wide.npy', npyOf(values, count, dim));
    t.log(`${seconds.toFixed(1)} s, ${inNode.toFixed(1)} s in Node`);
    // Longer only where other work slows Node down as much.
    t.true(seconds < Math.max(10, 4 * inNode), `${seconds} s`);
    const { eigenvalues } = await saved(page);
    const largest = expected[0] ?? 0;
    t.true(expected.every((value, index) => Math.abs((eigenvalues[index] ?? Number.NaN) - value) < 1e-12 * largest));
    t.regex(await page.title(), /covariance of 9000 rows, \d+%.*eigenvalues of 784 columns/);
    t.regex((await page.locator('.data').textContent()) ?? '', /9000 data points of 784 numbers/);
  });

  test('it fits a phone, and keys reach all of it', async (t) => {
    const page = await open(t, 390);
    t.is(await page.evaluate(() => document.documentElement.scrollWidth), 390);
    const reached: string[] = [];
    for (let press = 0; press < 9; press++) {
      await page.keyboard.press('Tab');
      reached.push(
        await page.evaluate(
          () => document.activeElement?.getAttribute('type') ?? document.activeElement?.tagName ?? '',
        ),
      );
    }
    t.deepEqual(reached, ['file', 'SELECT', 'text', 'range', 'text', 'range', 'checkbox', 'text', 'range']);
    const unnamed = await page.evaluate(
      () =>
        [...document.querySelectorAll('input, select, button')].filter(
          (one) => !one.textContent && !one.getAttribute('aria-label') && !(one as HTMLInputElement).labels?.length,
        ).length,
    );
    t.is(unnamed, 0);
  });
}
