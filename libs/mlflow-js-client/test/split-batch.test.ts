import test from 'ava';
import fc from 'fast-check';
import { splitBatch } from '../src/split-batch.ts';

const item = (kind: string, index: number, length: number) =>
  JSON.stringify({ key: `${kind}${index}`, value: 'ü'.repeat(length) });

test('every body keeps every limit; together they hold each item once and in order', (t) => {
  fc.assert(
    fc.property(
      fc.record({
        params: fc.nat(450),
        tags: fc.nat(450),
        metrics: fc.nat(3500),
        longest: fc.constantFrom(1, 200, 6000),
      }),
      ({ params, tags, metrics, longest }) => {
        const make = (kind: string, count: number, length: number) =>
          Array.from({ length: count }, (_, index) => item(kind, index, (index * 7919) % length));
        const items = {
          params: make('p', params, longest),
          tags: make('t', tags, longest),
          metrics: make('m', metrics, 2),
        };
        const bodies = [...splitBatch(items, 'the-run')];
        const parsed = bodies.map((body) => ({ params: [], tags: [], metrics: [], ...JSON.parse(body) }));
        for (const [index, body] of parsed.entries()) {
          const sum = body.params.length + body.tags.length + body.metrics.length;
          if (body.params.length > 100 || body.tags.length > 100 || body.metrics.length > 1000) return false;
          if (sum > 1000 || sum === 0) return false;
          if (Buffer.byteLength(bodies[index] ?? '') >= 1_000_000) return false;
          if (Object.keys(JSON.parse(bodies[index] ?? '')).at(-1) !== 'run_id' || body.run_id !== 'the-run')
            return false;
        }
        return (['params', 'tags', 'metrics'] as const).every((kind) => {
          const sent = parsed.flatMap((body) => body[kind].map((one: unknown) => JSON.stringify(one)));
          return sent.length === items[kind].length && sent.every((text, index) => text === items[kind][index]);
        });
      },
    ),
    { numRuns: 40 },
  );
  t.pass();
});

test('full batches are full: no more requests than the limits ask for', (t) => {
  const metrics = Array.from({ length: 3000 }, (_, index) => item('m', index, 1));
  t.is([...splitBatch({ params: [], tags: [], metrics }, 'r')].length, 3);
  const params = Array.from({ length: 100 }, (_, index) => item('p', index, 1));
  t.is([...splitBatch({ params, tags: params, metrics: metrics.slice(0, 800) }, 'r')].length, 1);
  t.is([...splitBatch({ params: [], tags: [], metrics: [] }, 'r')].length, 0);
});
