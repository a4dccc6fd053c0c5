import { execFileSync } from 'node:child_process';
import test from 'ava';
import fc from 'fast-check';
import { commandLine } from '../src/command-line.ts';

test('a shell reads the words back as they were', (t) => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme-ascii' }), { minLength: 1 }), (words) => {
      const line = commandLine(words).replace(/^npx sweep/, "printf '%s\\n'");
      t.is(execFileSync('sh', ['-c', line], { encoding: 'utf8' }), `${words.join('\n')}\n`);
    }),
    { numRuns: 30 },
  );
});
