import test from 'ava';
import { base, PAIRS } from '../../../trials/test/support/training-pairs.ts';
import { trainForTest } from '../support/train-for-test.ts';

for (const [name, [alike, ...changes]] of Object.entries(PAIRS)) {
  test.serial(`${alike ? 'the same weights' : 'other weights'}: ${name}`, async (t) => {
    const [one, other] = await Promise.all(
      changes.map(async (change) => {
        const { evaluation = { samples: 1 }, ...rest } = change;
        const { files } = await trainForTest({ ...base, evaluation, ...rest });
        return Buffer.from(files.get('weights/weights.bin') as Uint8Array).toString('base64');
      }),
    );
    t.is(one === other, alike);
  });
}
