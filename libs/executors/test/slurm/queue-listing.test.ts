import test from 'ava';
import fc from 'fast-check';
import { isLive, parseIndices, parseQueue } from '../../src/slurm/queue-listing.ts';

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
  const arrays = parseQueue(
    [
      '1|12-13,20%14|PENDING||Resources|sweep-a',
      '1|0|RUNNING|node1|None|sweep-a',
      '1|1|TIMEOUT|node2|TimeLimit|sweep-a',
      '14|0|PENDING||launch failed requeued held|sweep-b',
      '',
    ].join('\n'),
  );
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

test('lines without their fields, and indices that cannot be, are passed over', (t) => {
  const lines = [
    '1',
    '1|',
    '1|0',
    '1|0|',
    '1|0|||',
    '1|0||||sweep-a',
    '|0|RUNNING|n|None|sweep-a',
    'x|0|RUNNING|n|None|sweep-a',
  ];
  t.is(parseQueue(lines.join('\n')).size, 0);
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
