import test from 'ava';
import { candidate } from '../candidates/redis.ts';
import { conformance } from '../conformance.ts';
import { testServer } from './support/test-server.ts';

const server = await testServer();
process.env.REDIS_TEST_URL = server.urlWithPassword;
test.after.always(() => server.end());

conformance(candidate);
