import { setTimeout as wait } from 'node:timers/promises';
import test from 'ava';
import { MlflowClient } from 'mlflow-js-client';
import { startLiveSync, verifyStudy } from '../src/index.ts';
import { freePort } from './support/free-port.ts';
import { leftOut, NO_SERVER } from './support/left-out.ts';
import { runsByTrial } from './support/read-back.ts';
import { mlflowExecutable, startServer } from './support/server.ts';
import { openFixture, temporaryFolder } from './support/study-fixture.ts';

const executable = mlflowExecutable();

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await wait(50);
}

test('a server that is away is one notice, whatever is trained meanwhile; the end says so too', async (t) => {
  const fixture = openFixture(temporaryFolder(t));
  const notices: string[] = [];
  const trackingUri = `http://ada:secret@127.0.0.1:${await freePort()}`;
  const onNotice = (line: string) => notices.push(line);
  const live = startLiveSync({ directory: fixture.directory, trackingUri, onNotice, pollMilliseconds: 20 });
  await until(() => notices.length > 0);
  fixture.train(fixture.trials);
  await wait(500);
  const { report, reason } = await live.flush(20_000);
  await live.stop();
  await live.stop();
  t.is(report, null);
  t.regex(reason ?? '', /^MLflow at http:\/\/127\.0\.0\.1:\d+ is away$/);
  t.is(notices.length, 1);
  t.regex(notices[0] ?? '', /is away \(unreachable\)\. Training goes on/);
  t.false(JSON.stringify([notices, reason]).includes('secret'));
});

test('a study folder that is not there yet is waited for', async (t) => {
  const notices: string[] = [];
  const directory = `${temporaryFolder(t)}/later`;
  const onNotice = (line: string) => notices.push(line);
  const live = startLiveSync({ directory, trackingUri: 'http://127.0.0.1:1', onNotice, pollMilliseconds: 20 });
  await wait(300);
  await live.stop();
  t.deepEqual(notices, []);
});

if (executable === undefined) {
  leftOut(NO_SERVER);
} else {
  test('trials are sent as they end, over a server that dies and comes back; the end sends the rest', async (t) => {
    const server = await startServer(executable);
    t.teardown(() => server.stop());
    const fixture = openFixture(temporaryFolder(t), { name: 'live', seeds: [0, 1] });
    const client = new MlflowClient({ trackingUri: server.uri }, {});
    const notices: string[] = [];
    const onNotice = (line: string) => notices.push(line);
    const { directory } = fixture;
    const live = startLiveSync({ directory, trackingUri: server.uri, onNotice, pollMilliseconds: 50, shareOfTime: 1 });
    t.teardown(() => live.stop());
    fixture.train(fixture.trials.slice(0, 2));
    await until(async () => (await runsByTrial(client, 'live')).size === 3);
    await server.kill();
    fixture.train(fixture.trials.slice(2, 5));
    await until(() => notices.length === 1);
    await server.restart();
    await until(async () => (await runsByTrial(client, 'live')).size === 6);
    fixture.train(fixture.trials.slice(5));
    const { report } = await live.flush(60_000);
    t.like(report, { trials: 8, sent: 8, studySent: true, refused: 0 });
    t.deepEqual(
      notices.map((line) => line.replace(server.uri, 'URI').replace(/\(.*\)/, '(...)')),
      [
        'MLflow at URI is away (...). Training goes on, and the study folder keeps all.',
        'MLflow at URI answers again: sending what is new.',
      ],
    );
    await live.stop();
    t.like(await verifyStudy({ directory, client, onDifference: (difference) => t.log(difference) }), {
      differences: 0,
    });
  });

  test('sending rests while training goes on, and is done at full speed at the end', async (t) => {
    const server = await startServer(executable);
    t.teardown(() => server.stop());
    const fixture = openFixture(temporaryFolder(t), { name: 'paced', seeds: [0, 1] });
    const client = new MlflowClient({ trackingUri: server.uri }, {});
    const { directory } = fixture;
    const onNotice = (line: string) => t.fail(line);
    const settings = { pollMilliseconds: 20, shareOfTime: 1e-6 };
    const live = startLiveSync({ directory, trackingUri: server.uri, onNotice, ...settings });
    t.teardown(() => live.stop());
    fixture.train(fixture.trials);
    const ofStudyAndTrial = 2;
    await until(async () => (await runsByTrial(client, 'paced')).size === ofStudyAndTrial);
    await wait(1000);
    t.is((await runsByTrial(client, 'paced')).size, ofStudyAndTrial);
    const counts: number[] = [];
    const { report } = await live.flush(60_000, (count) => counts.push(count));
    t.like(report, { trials: 8, sent: 8, studySent: true });
    t.is(counts.at(-1), 8);
  });
}
