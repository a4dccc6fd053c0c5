import { ServerAway, syncStudy, trackingClient } from '../../src/index.ts';

/** A sync in a process of its own, to be killed: `sync-process.ts DIRECTORY URI`. Status 1 where the server went away. */
const [directory = '', trackingUri = ''] = process.argv.slice(2);
const client = trackingClient(trackingUri, process.env, () => undefined);
try {
  await syncStudy({ directory, client, environment: {}, now: Date.now });
} catch (error) {
  if (!(error instanceof ServerAway)) throw error;
  process.exitCode = 1;
}
