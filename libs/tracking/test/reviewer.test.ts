import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { readStudy } from '@collapse/study';
import test, { type ExecutionContext } from 'ava';
import { MlflowClient } from 'mlflow-js-client';
import { type Browser, chromium, type Page } from 'playwright-core';
import { browserPath } from '../../../tools/setup/browser-path.ts';
import { type SyncReport, syncStudy } from '../src/index.ts';
import { leftOut, NO_SERVER } from './support/left-out.ts';
import { mlflowExecutable, type Server, startServer } from './support/server.ts';
import { type Fixture, trainedFixture } from './support/study-fixture.ts';

/** What other eyes see of a synced study: MLflow's Python client and, where there is a browser, its UI. */

const executable = mlflowExecutable();
const browserFile = browserPath(join(import.meta.dirname, '../../..'), process.env);

/** Prints runs of an experiment with all points of their metrics, by the real Python client. */
const READ_BACK = `
import json, sys
from mlflow.tracking import MlflowClient
client = MlflowClient(sys.argv[1])
experiment = client.get_experiment_by_name(sys.argv[2])
runs = {}
for run in client.search_runs([experiment.experiment_id], "tags.role = 'trial'", max_results=1000):
    points = {key: [[p.step, p.timestamp, p.value] for p in client.get_metric_history(run.info.run_id, key)] for key in run.data.metrics}
    runs[run.data.tags["collapse.trial"]] = {"params": run.data.params, "points": points, "status": run.info.status,
        "artifacts": sorted(f.path for f in client.list_artifacts(run.info.run_id)), "datasets": [d.dataset.name for d in run.inputs.dataset_inputs]}
print(json.dumps(runs))
`;

interface PythonRun {
  readonly params: Readonly<Record<string, string>>;
  readonly points: Readonly<Record<string, readonly (readonly [number, number, number])[]>>;
  readonly status: string;
  readonly artifacts: readonly string[];
  readonly datasets: readonly string[];
}

async function readWithPython(trackingUri: string, experiment: string): Promise<Record<string, PythonRun>> {
  const python = join(dirname(executable ?? ''), 'python');
  const options = {
    maxBuffer: 1 << 28,
    env: { ...process.env, DO_NOT_TRACK: 'true', MLFLOW_DISABLE_TELEMETRY: 'true' },
  };
  const { stdout } = await promisify(execFile)(python, ['-c', READ_BACK, trackingUri, experiment], options);
  return JSON.parse(stdout);
}

if (executable === undefined) {
  leftOut(NO_SERVER);
} else {
  let server: Server;
  let fixture: Fixture;
  let report: SyncReport;
  const folder = mkdtempSync(join(tmpdir(), 'reviewer-'));
  test.before(async () => {
    server = await startServer(executable);
    fixture = trainedFixture(folder, { name: 'reviewed', betas: [1, 2, 4], pictures: true, steps: 20, metrics: 4 });
    const client = new MlflowClient({ trackingUri: server.uri }, {});
    report = await syncStudy({ directory: fixture.directory, client, environment: {}, now: Date.now });
  });
  test.after.always(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test("MLflow's Python client reads the same numbers", async (t) => {
    const runs = await readWithPython(server.uri, 'reviewed');
    const study = readStudy(fixture.directory);
    t.deepEqual(Object.keys(runs).sort(), [...study.trialIds].sort());
    for (const result of study.results) {
      const run = runs[result.trialId];
      if (run === undefined || result.status !== 'done') return t.fail();
      t.is(run.status, 'FINISHED');
      t.is(run.params['likelihood.variance'], String(result.specification.likelihood.variance));
      t.deepEqual(run.datasets, ['synthetic']);
      t.true(run.artifacts.includes('result.json'));
      const curve = study
        .history(result.trialId)
        .flatMap(({ step, timestamp, metrics }) =>
          Object.entries(metrics).map(([name, value]) => JSON.stringify([`train/${name}`, step, timestamp, value])),
        );
      const read = Object.entries(run.points).flatMap(([key, points]) =>
        key.startsWith('train/') ? points.map((point) => JSON.stringify([key, ...point])) : [],
      );
      t.deepEqual(read.sort(), curve.sort());
      for (const [name, value] of Object.entries(result.metrics)) {
        t.is(run.points[`final/${name}`]?.[0]?.[2] ?? null, value);
      }
    }
  });

  if (browserFile === undefined) {
    leftOut("MLflow's pages: there is no browser, `npm run setup` brings one");
  } else {
    let browser: Browser;
    test.before(async () => {
      const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'];
      browser = await chromium.launch({ executablePath: browserFile, args });
    });
    test.after.always(() => browser?.close());

    const open = async (t: ExecutionContext, title: string): Promise<Page> => {
      const link = report.links.find((one) => one.title === title);
      if (link === undefined) throw new Error(`no link ${title}`);
      const page = await browser.newPage({ viewport: { width: 1800, height: 3600 } });
      t.teardown(() => page.close());
      page.setDefaultTimeout(120_000);
      await page.goto(link.url);
      return page;
    };

    test('the ready-made table lists every trial by its settings', async (t) => {
      const page = await open(t, 'Table of trials');
      await page.getByText('6 matching runs').waitFor();
      for (const beta of [1, 2, 4]) await page.getByText(`b=${beta} s2=0.1`, { exact: true }).first().waitFor();
      t.is(await page.getByText('study reviewed', { exact: true }).count(), 0);
      await page.getByText('axis/objective.beta').first().waitFor();
      await page.getByText('final/active_units').first().waitFor();
    });

    test('the ready-made charts are drawn', async (t) => {
      const page = await open(t, 'Phase diagram, curves, spectra');
      const sections = [
        'Phase diagram',
        'Measured against the closed form',
        'Settings and outcome',
        'Spectrum',
        'Pictures',
      ];
      for (const section of sections) await page.getByText(section, { exact: true }).waitFor();
      // Plotly draws a contour as filled paths, a curve as a line.
      await page.locator('.contourlayer .contour path').first().waitFor();
      await page.locator('.scatterlayer .lines path').first().waitFor();
      await page.locator('.scatterlayer .points path').first().waitFor();
      t.pass();
    });

    test('the report opens inside the UI', async (t) => {
      const page = await open(t, 'Report');
      await page.frameLocator('iframe').getByText('6 trials trained.').waitFor();
      t.pass();
    });

    test('runs can be compared', async (t) => {
      const client = new MlflowClient({ trackingUri: server.uri }, {});
      const { runs } = await client.searchRuns({ experimentIds: [report.experimentId], filter: "tags.role = 'trial'" });
      const ids = encodeURIComponent(JSON.stringify(runs.slice(0, 3).map(({ info }) => info.runId)));
      const experiments = encodeURIComponent(JSON.stringify([report.experimentId]));
      const page = await browser.newPage();
      t.teardown(() => page.close());
      await page.goto(
        `${server.uri}/#/compare-runs?runs=${ids}&experiments=${experiments}&workflowType=machine_learning`,
      );
      await page.getByText('Comparing 3 Runs from 1 Experiment').waitFor({ timeout: 120_000 });
      await page.getByText('objective.beta').first().waitFor();
      t.pass();
    });
  }
}
