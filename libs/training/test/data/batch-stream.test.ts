import test from 'ava';
import fc from 'fast-check';
import { createBatchStream } from '../../src/data/batch-stream.ts';

test('every epoch shows different points, each at most once, and the seed decides the order', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 }), fc.integer(), (a, b, seed) => {
      const [batchSize, count] = a < b ? [a, b] : [b, a];
      const stream = createBatchStream(count, batchSize, [seed, 3]);
      const again = createBatchStream(count, batchSize, [seed, 3]);
      for (let epoch = 0; epoch < 3; epoch++) {
        const seen = new Set<number>();
        const batches = Math.floor(count / batchSize);
        for (let batch = 0; batch < batches; batch++) {
          const indices = stream.next();
          t.deepEqual(indices, again.next());
          for (const index of indices) seen.add(index);
        }
        t.is(seen.size, batches * batchSize);
        t.true([...seen].every((index) => index >= 0 && index < count));
      }
    }),
    { numRuns: 50 },
  );
});

test('the first point of a batch is any of the points, equally often', (t) => {
  const counts = new Array<number>(5).fill(0);
  for (let seed = 0; seed < 5000; seed++) {
    const first = createBatchStream(5, 2, [seed, 1]).next()[0] ?? 0;
    counts[first] = (counts[first] ?? 0) + 1;
  }
  // 1000 expected, standard deviation 28.
  for (const count of counts) t.true(Math.abs(count - 1000) < 140, `${counts}`);
});
