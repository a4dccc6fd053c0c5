import test from 'ava';
import { conformance } from '../test/conformance.ts';
import { candidate } from './candidate.ts';
import { testServer } from './support/test-server.ts';

const server = await testServer();
process.env.REDIS_TEST_URL = server.urlWithPassword;
test.after.always(() => server.end());

conformance(candidate);
