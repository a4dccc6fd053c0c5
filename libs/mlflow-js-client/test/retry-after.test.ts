import test from 'ava';
import { retryAfterMilliseconds } from '../src/retry-after.ts';

test('seconds, the three date forms of RFC 9110, and what is neither', (t) => {
  const now = Date.UTC(1994, 10, 6, 8, 49, 30);
  t.is(retryAfterMilliseconds('120', now), 120_000);
  t.is(retryAfterMilliseconds(' 0 ', now), 0);
  t.is(retryAfterMilliseconds('Sun, 06 Nov 1994 08:49:37 GMT', now), 7000);
  t.is(retryAfterMilliseconds('Sunday, 06-Nov-94 08:49:37 GMT', now), 7000);
  t.is(retryAfterMilliseconds('Sun, 06 Nov 1994 08:00:00 GMT', now), 0);
  for (const header of [null, '', 'soon', '-1 second']) t.is(retryAfterMilliseconds(header, now), undefined);
});
