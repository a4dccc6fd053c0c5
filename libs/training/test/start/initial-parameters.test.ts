import test from 'ava';
import { initialParameters } from '../../src/start/initial-parameters.ts';
import { linearInput, metricsOf, trainForTest, trainPackForTest } from '../support/train-for-test.ts';

const drawn = (start: { normal: number } | { uniform: number } | { constant: number }, seed = 3) =>
  initialParameters([{ definitions: { w: { shape: [100, 200], start } }, seed: [seed, 1] }]).w?.values ?? [];

const moment = (values: ArrayLike<number>, power: number) =>
  Array.from(values).reduce((total, value) => total + value ** power, 0) / values.length;

test('uniform draws fill [-limit, limit), normal ones have their deviation, constants are alike', (t) => {
  const count = 20_000;
  const uniform = drawn({ uniform: 0.3 });
  t.true(Math.max(...uniform) < 0.3 && Math.max(...uniform) > 0.2995);
  t.true(Math.min(...uniform) >= -Math.fround(0.3) && Math.min(...uniform) < -0.2995);
  // Five standard errors: variance a^2 / 3, that of the square 4 a^4 / 45.
  t.true(Math.abs(moment(uniform, 1)) < 5 * Math.sqrt(0.03 / count));
  t.true(Math.abs(moment(uniform, 2) - 0.03) < 5 * Math.sqrt((4 * 0.3 ** 4) / 45 / count));
  const normal = drawn({ normal: 0.3 });
  t.true(Math.abs(moment(normal, 2) - 0.09) < 5 * Math.sqrt((2 * 0.3 ** 4) / count));
  t.true(Math.max(...normal) > 0.9);
  t.deepEqual([...new Set(drawn({ constant: 0.25 }))], [0.25]);
  t.notDeepEqual(drawn({ uniform: 0.3 }, 4), uniform);
});

test('every parameter and every member of a pack has draws of its own', (t) => {
  const start = { uniform: 1 };
  const definitions = { a: { shape: [4], start }, b: { shape: [4], start } };
  const pack = initialParameters([
    { definitions, seed: [1, 1] },
    { definitions, seed: [2, 1] },
  ]);
  const rows = ['a', 'b'].flatMap((name) => {
    const values = pack[name]?.values ?? new Float32Array();
    return [values.subarray(0, 4).join(), values.subarray(4).join()];
  });
  t.is(new Set(rows).size, 4);
});

test.serial('members of a pack that start differently have the results that they have alone', async (t) => {
  const inputs = (['glorot-uniform', 'he-normal', 'pytorch'] as const).map((initialization) =>
    linearInput({
      model: { latentDim: 3, initialization, encoder: { hidden: [6] }, decoder: { hidden: [5] } },
      objective: {},
      train: { steps: 20, batchSize: 40 },
    }),
  );
  const pack = await trainPackForTest(inputs);
  const elbos: number[] = [];
  for (const [index, input] of inputs.entries()) {
    const [alone, member] = [await trainForTest(input), pack[index]];
    const [one = Number.NaN, other = Number.NaN] = [alone, member].map((trained) => trained && metricsOf(trained).elbo);
    t.true(Math.abs((one ?? 0) - (other ?? 1)) < 1e-3, `${one} against ${other}`);
    elbos.push(one ?? 0);
  }
  t.is(new Set(elbos).size, 3);
});
