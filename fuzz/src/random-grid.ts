import fc from 'fast-check';

/*
 * Grids as people get them wrong: a good grid with a few things in it replaced, removed, renamed or added, at any depth.
 */

const GOOD = {
  name: 'random',
  base: {
    dataset: { name: 'synthetic', eigenvalues: [4, 1, 0.25], dim: 5, count: 40, noise: 0.1 },
    model: { latentDim: 3, encoder: { hidden: [6], activation: 'tanh' }, decoder: { hidden: [] } },
    likelihood: { kind: 'gaussian', variance: 0.2, learn: 'fixed' },
    objective: { estimator: 'stochastic', beta: 1, warmupSteps: 2, reduction: 'elbo' },
    optimizer: { learningRate: 0.01, schedule: 'cosine' },
    train: { steps: 10, batchSize: 20, logEvery: 'auto' },
    evaluation: { samples: 2 },
    seed: 0,
  },
  axes: {
    'objective.beta': [0.5, 1, 2],
    'likelihood.variance': [0.1, 0.3],
    model: [{ latentDim: 2 }, { encoder: { hidden: [] } }],
    seed: [0, 1],
  },
};

/** What people and programs leave in a file in place of what belongs there. */
const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, '', 'gaussian', 'gausian', -1, 0, 1, 0.5, 1e15, -1e308, 1e308, 5e-324, [], {}, [
    [],
  ]),
  fc.constantFrom<unknown>(Number.NaN, Number.POSITIVE_INFINITY, undefined, 10n, Symbol('x'), () => 1, new Date(0)),
  fc.constantFrom('\u001b[2J', '\u009b1m', '\u202e', 'a\nb', '__proto__', 'constructor', 'toString', '🙂'),
  fc.anything({ maxDepth: 3 }),
);

const oddKey = fc.constantFrom('beta', 'Beta', 'hiden', '', 'constructor', 'toString', 'a.b', '\u001b', 'trial');

type Change = {
  readonly kind: 'replace' | 'remove' | 'add' | 'rename';
  readonly place: number;
  readonly key: string;
  readonly value: unknown;
};

const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom('replace' as const, 'replace', 'remove', 'add', 'rename'),
  place: fc.nat(1000),
  key: oddKey,
  value: oddValue,
});

/** A good grid with up to five mistakes. */
export const randomGrid: fc.Arbitrary<unknown> = fc.array(change, { maxLength: 5 }).map((changes) => {
  const grid: unknown = structuredClone(GOOD);
  for (const one of changes) apply(grid, one);
  return grid;
});

function apply(grid: unknown, { kind, place, key, value }: Change): void {
  const places = [...placesOf(grid)];
  const chosen = places[place % Math.max(1, places.length)];
  if (chosen === undefined) return;
  const { holder, name } = chosen;
  if (kind === 'replace') holder[name] = value;
  else if (kind === 'remove') Reflect.deleteProperty(holder, name);
  else if (kind === 'add')
    Object.defineProperty(holder, key, { value, enumerable: true, writable: true, configurable: true });
  else {
    const moved = holder[name];
    Reflect.deleteProperty(holder, name);
    Object.defineProperty(holder, key, { value: moved, enumerable: true, writable: true, configurable: true });
  }
}

interface Place {
  readonly holder: Record<string, unknown>;
  readonly name: string;
}

/** Every field and item of the grid's own, so far as it is still plain data. */
function* placesOf(value: unknown, depth = 0): Generator<Place> {
  if (typeof value !== 'object' || value === null || depth > 6) return;
  const holder = value as Record<string, unknown>;
  for (const name of Object.keys(holder)) {
    yield { holder, name };
    yield* placesOf(holder[name], depth + 1);
  }
}
