import test from 'ava';
import { testServer } from '../../../tools/redis/test-server.ts';
import { conformance } from '../test/conformance.ts';
import { candidate } from './candidate.ts';

const server = await testServer();
process.env.REDIS_TEST_URL = server.urlWithPassword;
test.after.always(() => server.end());

conformance(candidate);
