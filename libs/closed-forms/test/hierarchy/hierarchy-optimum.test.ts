import test from 'ava';
import {
  type Chain,
  chainOptimum,
  commonTermRatios,
  hierarchyOptimum,
  linearOptimum,
  openLevels,
  twoLevelOptimum,
  unboundedLevels,
} from '../../src/index.ts';
import { ascend } from '../support/numerical-ascent.ts';
import { at, difference, standardNormals } from '../support/random-model.ts';
import { hierarchyObjective, type Levels } from './brute-hierarchy.ts';

/** Random levels: all fixed, all learned (weights rising) or a mixture. */
function randomLevels(seed: number, count: number): Levels {
  const normal = standardNormals(seed);
  const positive = (spread: number) => Array.from({ length: count }, () => Math.exp(spread * normal()));
  const betas = positive(0.5);
  const encoderVariances = positive(0.7).map((variance) =>
    seed % 3 === 0 || (seed % 3 === 1 && normal() > 0) ? variance : ('learned' as const),
  );
  return {
    betas: seed % 3 === 0 ? betas : betas.sort((a, b) => a - b),
    decoderVariances: positive(0.7),
    encoderVariances,
  };
}

function bestOf(levels: Levels, eigenvalues: number[], widths: number[], starts: number, steps: number): number {
  const { objective, size } = hierarchyObjective(levels, eigenvalues, widths);
  let best = Number.NEGATIVE_INFINITY;
  for (let seed = 1; seed <= starts; seed++) best = Math.max(best, objective(ascend(objective, size, seed, steps)));
  return best;
}

/** The objective of one unit a level by its definition, a function of W_l, V_l and ln D_l of each level. */
function scalarObjective({ betas, decoderVariances, encoderVariances }: Levels, eigenvalue: number) {
  return (parameters: Float64Array): number => {
    let [moment, total] = [eigenvalue, 0];
    for (const [l, beta] of betas.entries()) {
      const [w, v, logVariance] = [at(parameters, 3 * l), at(parameters, 3 * l + 1), at(parameters, 3 * l + 2)];
      const fixed = encoderVariances[l];
      const variance = typeof fixed === 'number' ? fixed : Math.exp(logVariance);
      const above = v * v * moment + variance;
      const error = moment - 2 * w * v * moment + w * w * above;
      const s = at(decoderVariances, l);
      total -= ((l === 0 ? 1 : at(betas, l - 1)) / 2) * (Math.log(2 * Math.PI * s) + error / s);
      total += (beta / 2) * (Math.log(2 * Math.PI * variance) + 1);
      moment = above;
    }
    return total - (at(betas, betas.length - 1) / 2) * (Math.log(2 * Math.PI) + moment);
  };
}

test('one unit a level: the optimum is that of maximising the definition, for random levels', (t) => {
  for (let seed = 1; seed <= 12; seed++) {
    const count = 1 + (seed % 3);
    const levels = randomLevels(seed, count);
    const eigenvalue = Math.exp(1 + 1.5 * standardNormals(90 + seed)());
    const { objective } = hierarchyOptimum({
      ...levels,
      eigenvalues: Float64Array.of(eigenvalue),
      widths: new Array(count).fill(1),
    });
    const definition = scalarObjective(levels, eigenvalue);
    const found = Math.max(...[1, 2, 3, 4].map((start) => definition(ascend(definition, 3 * count, start, 1000))));
    t.true(found <= objective + 1e-9, `seed ${seed}: ${found} above ${objective}`);
    t.true(found > objective - 2e-4, `seed ${seed}: ${found} against ${objective}`);
  }
});

/** Twice the cost in u = ln y, as the formula of the chain reads; projected coordinate descent on a convex function. */
function convexMinimum(levels: Levels, eigenvalue: number): number {
  const count = levels.betas.length;
  const s = [...levels.decoderVariances, 1];
  const cost = (u: number[]) =>
    u.reduce(
      (sum, value, index) => {
        const above = u[index + 1] ?? 0;
        const v = levels.encoderVariances[index];
        const beta = at(levels.betas, index);
        if (v === 'learned' || v === undefined) return sum + beta * (value - above);
        const [own, prior] = [v, at(s, index + 1)];
        return sum + beta * (Math.log(prior / own) - 1 + (own / prior) * Math.exp(value - above));
      },
      (eigenvalue / at(s, 0)) * Math.exp(-at(u, 0)),
    );
  const u = new Array(count).fill(1);
  // Shifts of every run of levels, not of single ones alone: those let a block move together.
  for (let round = 0, width = 1; round < 4000 && width > 1e-9; round++) {
    let moved = false;
    for (let from = 0; from < count; from++) {
      for (let to = from; to < count; to++) {
        for (const step of [width, -width]) {
          const next = u.map((value, l) => (l >= from && l <= to ? Math.max(0, value + step) : value));
          if (cost(next) >= cost(u)) continue;
          for (const [l, value] of next.entries()) u[l] = value;
          moved = true;
        }
      }
    }
    if (!moved) width /= 2;
  }
  return cost(u) / 2;
}

test('a chain is the minimum of its convex cost for 100 random settings of up to six levels', (t) => {
  for (let seed = 1; seed <= 100; seed++) {
    const levels = randomLevels(seed, 1 + (seed % 6));
    const eigenvalue = Math.exp(1 + 2 * standardNormals(700 + seed)());
    const { cost, ratios } = chainOptimum(levels, { eigenvalue, start: 1, depth: levels.betas.length });
    const expected = convexMinimum(levels, eigenvalue);
    t.true(Math.abs(cost - expected) < 1e-9, `seed ${seed}: ${cost} against ${expected}`);
    t.true(ratios.length === levels.betas.length && ratios.every((ratio) => ratio >= 1));
  }
});

test('three levels with fixed variances: all terms equal', (t) => {
  const levels = { betas: [1, 0.8, 1.2], decoderVariances: [0.5, 1, 0.5], encoderVariances: [0.3, 0.6, 0.4] };
  // T = (lam kappa_1 kappa_2 kappa_3 / s_0)^(1/4) by hand.
  const ratios = commonTermRatios(levels, 40) ?? [];
  const terms = [
    40 / (0.5 * at(ratios, 0)),
    (0.3 * at(ratios, 0)) / at(ratios, 1),
    (0.8 * 0.6 * at(ratios, 1)) / (0.5 * at(ratios, 2)),
    1.2 * 0.4 * at(ratios, 2),
  ];
  for (const term of terms) t.true(Math.abs(term - (80 * 0.3 * 0.96 * 0.48) ** 0.25) < 1e-12);
  t.deepEqual(chainOptimum(levels, { eigenvalue: 40, start: 1, depth: 3 }).ratios, ratios);
  t.is(commonTermRatios(levels, 0.1), null);
  // The cost in ln y minimised by scipy.optimize.minimize(method='L-BFGS-B') from 1, 1, 1.
  const reference = {
    betas: [0.9224833552081951, 0.6335152108180673, 0.6113100064892549],
    decoderVariances: [0.6822009663888527, 6.155545499836726, 0.6109917117716256],
    encoderVariances: [1.7718064687156259, 1.07812336521863, 1.2742174917110103],
  };
  const { ratios: found } = chainOptimum(reference, { eigenvalue: 5.902227981735001, start: 1, depth: 3 });
  for (const [level, expected] of [7.27489721, 1.62427046, 1.52676336].entries())
    t.true(Math.abs(at(found, level) - expected) < 1e-6);
});

test('levels above a collapsed one can be in use, and say nothing of the data', (t) => {
  const levels = { betas: [1, 1], decoderVariances: [1, 0.5], encoderVariances: [3, 0.1] };
  const { ratios } = chainOptimum(levels, { eigenvalue: 0.01, start: 1, depth: 2 });
  t.is(at(ratios, 0), 1);
  t.true(Math.abs(at(ratios, 1) - Math.sqrt(60)) < 1e-12 && Math.abs(at(ratios, 1) - 7.75) < 5e-3);
  const { activeByLevel } = hierarchyOptimum({ ...levels, eigenvalues: Float64Array.of(0.01), widths: [1, 1] });
  t.deepEqual(activeByLevel, [0, 1]);
});

test('learned levels: the first is a linear VAE, those of more weight collapse, of less are without bound', (t) => {
  const eigenvalues = Float64Array.of(4, 1.5, 0.3);
  const learned = { encoderVariances: ['learned', 'learned', 'learned'] as const, decoderVariances: [0.6, 2, 0.3] };
  const optimum = hierarchyOptimum({ ...learned, betas: [1.1, 1.2, 1.2], eigenvalues, widths: [2, 2, 2] });
  const plain = linearOptimum({
    ...{ eigenvalues, latentDim: 2, dim: 3, batchSize: 1, beta: 1.1, variance: 0.6 },
    ...{ learn: 'fixed', reduction: 'elbo' },
  });
  if ('none' in plain) return t.fail(plain.none);
  t.true(difference(optimum.objective, plain.objective) < 1e-13);
  t.true(difference(optimum.elbo, plain.elbo) < 1e-13);
  t.deepEqual(optimum.activeByLevel, [2, 0, null]);
  t.deepEqual(optimum.open, [3]);
  t.deepEqual(openLevels({ ...learned, betas: [1, 1.2, 1.2] }), [{ lower: 2, upper: 3 }]);
  t.deepEqual(unboundedLevels({ ...learned, betas: [1, 1.2, 1.1] }), { lower: 2, upper: 3 });
  t.is(unboundedLevels({ ...learned, betas: [1, 1, 1.1] }), null);
  t.throws(() => hierarchyOptimum({ ...learned, betas: [1, 0.9, 1], eigenvalues, widths: [1, 1, 1] }), {
    message: /^betas: expected level 2 to weigh at least what level 1 does.*received 0\.9 after 1/,
  });
});

test('where the weights make it unbounded the definition grows with a shift of the block, and stays where they do not', (t) => {
  // Level 2 fixed between two learned ones: 3 after 1 is what counts.
  for (const [betas, unbounded] of [
    [[1, 5, 0.9], true],
    [[1, 0.2, 1.1], false],
  ] as const) {
    const levels = {
      betas: [...betas],
      decoderVariances: [1, 1, 1],
      encoderVariances: ['learned', 0.5, 'learned'],
    } as const;
    t.is(unboundedLevels(levels) !== null, unbounded);
    const definition = scalarObjective(levels, 0.1);
    // A collapsed first level whose noise has variance e^(2 c); levels 2 and 3 carry it, D_3 falling as e^(-2 c).
    const along = (c: number) => {
      const [first, left] = [Math.exp(2 * c), Math.exp(-2 * c)];
      const second = first + 0.5;
      const encoder = Math.sqrt((1 - left) / second);
      return definition(Float64Array.of(0, 0, 2 * c, first / second, 1, 0, encoder * second, encoder, -2 * c));
    };
    const slope = along(6) - along(5);
    t.true(Math.abs(slope - (betas[0] - betas[2])) < 1e-3, `${slope}`);
    t.is(slope > 0, unbounded);
  }
});

test('two levels agree with their own closed form', (t) => {
  const eigenvalues = Float64Array.of(4, 0.9, 0.3, 0.05);
  for (const [beta, secondBeta, first, s1, k1, k2] of [
    [1, 1, 0.4, 1, 3, 2],
    [0.7, 1.4, 0.2, 0.6, 4, 1],
    [1, 0.5, 2, 1.5, 2, 2],
    [1.3, 2, 'learned', 0.8, 3, 2],
  ] as const) {
    const two = twoLevelOptimum({
      ...{ eigenvalues, latentDim: k1, secondLatentDim: k2, beta, secondBeta, variance: 0.3 },
      ...{ priorVariance: s1, firstVariance: first },
    });
    if ('none' in two) return t.fail(two.none);
    const optimum = hierarchyOptimum({
      ...{ eigenvalues, betas: [beta, secondBeta], decoderVariances: [0.3, s1] },
      ...{ encoderVariances: [first, 'learned'], widths: [k1, k2] },
    });
    t.true(difference(optimum.objective, two.objective) < 1e-12, `${optimum.objective} against ${two.objective}`);
    t.true(difference(optimum.elbo, two.elbo) < 1e-12);
    t.deepEqual(optimum.activeByLevel, [two.active, two.secondActive]);
  }
});

/** Every way to stand the units of each level on distinct units of the level below, or on none. */
function everyAssignment(eigenvalues: readonly number[], widths: readonly number[]): Chain[][] {
  const extend = (chains: Chain[], level: number): Chain[][] => {
    const width = widths[level - 1];
    if (width === undefined) return [chains];
    const alive = chains.filter(({ depth }) => depth === level - 1);
    return Array.from({ length: 2 ** alive.length }, (_, mask) => alive.filter((__, i) => (mask >> i) & 1))
      .filter((chosen) => chosen.length <= width)
      .flatMap((chosen) => {
        const grown = chains.map((chain) => (chosen.includes(chain) ? { ...chain, depth: level } : chain));
        const fresh = Array.from({ length: width - chosen.length }, () => ({
          eigenvalue: null,
          start: level,
          depth: level,
        }));
        return extend([...grown, ...fresh], level + 1);
      });
  };
  return extend(
    eigenvalues.map((eigenvalue) => ({ eigenvalue, start: 1, depth: 0 })),
    1,
  );
}

test('no other assignment of units to units costs less, for random widths', (t) => {
  for (let seed = 1; seed <= 60; seed++) {
    const normal = standardNormals(1000 + seed);
    const levels = randomLevels(seed, 1 + (seed % 3));
    const eigenvalues = Array.from({ length: 1 + (seed % 3) }, () => Math.exp(1 + 1.5 * normal())).sort(
      (a, b) => b - a,
    );
    const widths = levels.betas.map(() => 1 + (Math.floor(Math.abs(2 * normal())) % 3));
    const all = everyAssignment(eigenvalues, widths).map((chains) =>
      chains.reduce((sum, chain) => sum + chainOptimum(levels, chain).cost, 0),
    );
    const { objective } = hierarchyOptimum({ ...levels, eigenvalues: Float64Array.from(eigenvalues), widths });
    const constant = (eigenvalues.length / 2) * Math.log(2 * Math.PI * at(levels.decoderVariances, 0));
    t.true(difference(-objective - constant, Math.min(...all)) < 1e-12, `seed ${seed}, widths ${widths}`);
  }
});

test('matrices of several dimensions reach the optimum and no more, where levels are narrower and wider', (t) => {
  const cases = [
    [{ betas: [1, 1.2], decoderVariances: [0.5, 1], encoderVariances: [0.4, 'learned'] }, [4, 0.8], [1, 2]],
    [{ betas: [1, 0.8], decoderVariances: [0.5, 0.7], encoderVariances: [0.3, 0.2] }, [3, 0.5], [2, 1]],
  ] as const;
  for (const [levels, eigenvalues, widths] of cases) {
    const { objective } = hierarchyOptimum({ ...levels, eigenvalues: Float64Array.from(eigenvalues), widths });
    const found = bestOf(levels, [...eigenvalues], [...widths], 2, 700);
    t.true(found <= objective + 1e-9, `${found} above ${objective}`);
    t.true(found > objective - 1e-3, `${found} against ${objective}`);
  }
});
