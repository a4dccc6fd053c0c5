import test from 'ava';
import fc from 'fast-check';
import { isLive, mayBeListed, parseIndices, parseQueue } from '../../src/slurm/queue-listing.ts';

/** Indices as Slurm writes them: neighbours as a range. */
function written(indices: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const index of indices) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === index - 1) last[1] = index;
    else ranges.push([index, index]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
}

test('indices are read back as Slurm writes them, with or without a limit', (t) => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(500)), fc.constantFrom('', '%1', '%40'), (indices, limit) => {
      const sorted = indices.toSorted((one, other) => one - other);
      t.deepEqual(parseIndices(written(sorted) + limit), sorted);
    }),
  );
  t.deepEqual(parseIndices('0-10:5%2'), [0, 5, 10]);
  t.deepEqual(parseIndices('N/A'), []);
});

test("a listing of squeue 22.05 gives each task's state, node and reason", (t) => {
  const { arrays, damaged } = parseQueue(
    [
      '1|12-13,20%14|PENDING||Resources|sweep-a',
      '1|0|RUNNING|node1|None|sweep-a',
      '1|1|TIMEOUT|node2|TimeLimit|sweep-a',
      '14|0|PENDING||launch failed requeued held|sweep-b',
      '',
    ].join('\n'),
  );
  t.deepEqual(damaged, []);
  const a = arrays.get('sweep-a');
  t.is(a?.jobId, '1');
  t.deepEqual(
    [...(a?.tasks.keys() ?? [])].sort((one, other) => one - other),
    [0, 1, 12, 13, 20],
  );
  t.deepEqual(a?.tasks.get(1), { state: 'TIMEOUT', node: 'node2', reason: 'TimeLimit' });
  t.is(arrays.get('sweep-b')?.tasks.get(0)?.reason, 'launch failed requeued held');
  t.deepEqual(['PENDING', 'RUNNING', 'COMPLETING', 'TIMEOUT', 'NODE_FAIL', 'COMPLETED'].map(isLive), [
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
});

test('a line without its fields lists no task, and leaves those that it may be about in doubt', (t) => {
  // The line; whether task 0 of job 1, task 5 of job 1 and task 0 of job 2 may be the ones.
  for (const [line, ...doubtful] of [
    ['1', true, true, false],
    ['1|', true, true, false],
    ['1|0', true, false, false],
    ['1|0|', true, false, false],
    ['1|0|||', true, false, false],
    ['1|0||||sweep-a', true, false, false],
    ['1|0-5|RUNNING|n|None|', true, true, false],
    ['|0|RUNNING|n|None|sweep-a', true, false, true],
    ['x|0|RUNNING|n|None|sweep-a', true, false, true],
    ['NNING|n|None|sweep-a', true, true, true],
    // Slurm cuts long lists short where it is not told otherwise.
    ['1|7,9,...|PENDING||Priority|sweep-a', true, true, false],
    ['1|9-7|PENDING||Priority|sweep-a', true, true, false],
  ] as const) {
    const listing = parseQueue(`2|3|RUNNING|n|None|sweep-b\n${line}\n`);
    t.deepEqual(
      [mayBeListed(listing, '1', 0), mayBeListed(listing, '1', 5), mayBeListed(listing, '2', 0)],
      [...doubtful],
      line,
    );
    t.is(listing.damaged[0]?.text, line);
    t.true(mayBeListed(listing, null, 0), 'the job of a batch whose submission was cut off may be any');
  }
  t.deepEqual(
    [...(parseQueue('1|7,9,...|PENDING||Priority|sweep-a').arrays.get('sweep-a')?.tasks.keys() ?? [])],
    [7, 9],
  );
});

test('whole lines, empty ones and a banner leave no task in doubt', (t) => {
  const listing = parseQueue('Welcome to the cluster\n\n1|0|RUNNING|n|None|sweep-a\n');
  t.deepEqual(listing.damaged, []);
  t.false(mayBeListed(listing, '1', 1));
  t.false(mayBeListed(listing, null, 1));
});

test('indices that cannot be are passed over', (t) => {
  for (const indices of ['5-1', '0-5:0', '0-99999999999', '-', '1-', 'x']) t.deepEqual(parseIndices(indices), []);
});

test('any text is read', (t) => {
  const cell = fc.oneof(fc.string(), fc.nat().map(String), fc.constantFrom('0-4:2%1', '9-0', '0-9:0', 'RUNNING'));
  fc.assert(
    fc.property(fc.array(fc.array(cell, { maxLength: 8 })), (lines) => {
      t.notThrows(() => parseQueue(lines.map((line) => line.join('|')).join('\n')));
    }),
  );
});
