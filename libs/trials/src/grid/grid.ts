import { z } from 'zod';
import { CATALOG, type Catalog } from '../catalog/catalog.ts';
import { structureIssue } from '../checks/check-structure.ts';
import type { DatasetFacts } from '../checks/check-trial.ts';
import { dotted, schemaIssues } from '../checks/schema-issues.ts';
import { brokenTrialIssues, combinedIssues, type FactsOf, hiddenBaseIssues } from '../checks/trial-issues.ts';
import { trialId } from '../identity/trial-id.ts';
import type { DatasetSpecification } from '../specification/dataset-specification.ts';
import { isPlainObject, type PlainObject, valueAt } from '../specification/plain-object.ts';
import type { TrialSpecification } from '../specification/specification.ts';
import { receivedWords } from '../words/received-words.ts';
import { type Issue, issueMessage, UserError } from '../words/user-error.ts';
import { axisField, checkAxes } from './check-axes.ts';
import { type Axis, axisPath, type Combination, expand } from './expand.ts';
import { GridError } from './grid-error.ts';
import { gridInput } from './grid-input.ts';
import { countTwins } from './merge-twins.ts';

/** One model to train. */
export interface Trial {
  /** A hash of the specification: see trialId. */
  readonly id: string;
  readonly specification: TrialSpecification;
}

/** A grid whose trials are known and checked. */
export interface Grid {
  readonly name: string;
  readonly description: string;
  /** Files of components from outside, relative to the grid file. */
  readonly components: readonly string[];
  readonly base: PlainObject;
  /** In the order of the file. */
  readonly axes: readonly Axis[];
  /** The product of the axes, the last one fastest; no two are the same. */
  readonly trials: readonly Trial[];
  /** Of each trial its number in that product, from which combinations that only repeat a trial are left out. */
  readonly places: readonly number[];
  /** What whoever runs the grid is to know of it, one sentence each. */
  readonly notices: readonly string[];
}

export interface ParseGridOptions {
  /**
   * What is known of a data set without reading it, null where that is nothing; rules on the data are left out where this is.
   * May throw a UserError.
   */
  readonly datasetFacts?: (dataset: DatasetSpecification) => DatasetFacts | null;
  /** What trials can be made of; what is built in where it is left out. */
  readonly catalog?: Catalog;
}

/** Once so many different things are wrong, the rest of the trials are not looked at. */
const MOST_ISSUES = 100;

const GRID_JSON_SCHEMA = z.toJSONSchema(gridInput, { io: 'input' });

/**
 * Checks a grid and expands it to its trials.
 * @param input what the grid file holds
 * @param source the file, for the error
 * @throws GridError with everything that is wrong
 */
export function parseGrid(input: unknown, source: string, options: ParseGridOptions = {}): Grid {
  const broken = structureIssue(input, 'grid');
  if (broken !== null) throw gridError(source, [broken]);
  const parsed = gridInput.safeParse(input);
  const issues = parsed.success ? [] : schemaIssues(parsed.error, gridContext(input));
  const parts = parsed.success ? parsed.data : usableParts(input);
  if (parts === null) throw gridError(source, issues);
  const { base, axes: values } = parts;
  const axes = Object.entries(values).map(([path, list]) => ({ path: axisPath(path), values: list }));
  const { catalog = CATALOG } = options;
  const wrongAxes = checkAxes(axes, catalog.jsonSchema);
  issues.push(...wrongAxes, ...misplacedComponents(base));
  // Trials of the axes that are right show what else is wrong.
  const usable =
    wrongAxes.length === 0 ? axes : axes.filter((axis) => checkAxes([axis], catalog.jsonSchema).length === 0);
  const resolved =
    checkAxes(usable, catalog.jsonSchema).length === 0 ? resolveTrials(catalog, base, usable, options, issues) : null;
  if (!parsed.success || resolved === null || issues.length > 0) throw gridError(source, issues);
  const { name, description, components = [] } = parsed.data;
  return { name, description, components, base, axes, ...resolved };
}

/** A trial's own `components` are hashes that are filled in: what a grid brings along stands beside its base. */
function misplacedComponents({ components }: PlainObject): Issue[] {
  if (components === undefined) return [];
  return [
    {
      field: 'base.components',
      expected: 'nothing: components are files of the whole grid',
      received: receivedWords(components),
      remedy: 'Write them as a list beside base: "components": ["./mine.ts"].',
    },
  ];
}

/** Of a grid that is wrong itself, what its trials can be made of: the base, and axes that are lists. */
function usableParts(input: unknown): { base: PlainObject; axes: Readonly<Record<string, unknown[]>> } | null {
  const base = valueAt(input, ['base']);
  if (!isPlainObject(base)) return null;
  const axes = valueAt(input, ['axes']);
  const lists = Object.entries(isPlainObject(axes) ? axes : {}).filter(
    (axis): axis is [string, unknown[]] => Array.isArray(axis[1]) && axis[1].length > 0,
  );
  return { base, axes: Object.fromEntries(lists) };
}

function gridContext(input: unknown) {
  return {
    schema: GRID_JSON_SCHEMA,
    input,
    place: 'the grid',
    fieldName: ([first, second, ...rest]: readonly PropertyKey[]) =>
      first === undefined
        ? 'grid'
        : first === 'axes' && second !== undefined
          ? dotted([axisField(String(second)), ...rest])
          : dotted([first, ...(second === undefined ? [] : [second]), ...rest]),
  };
}

function gridError(source: string, issues: readonly Issue[]): GridError {
  // A record of lists has one issue for its own type and one for each list's.
  const [first, ...rest] = new Map(issues.map((issue) => [issueMessage(issue), issue])).values();
  if (first === undefined) throw new RangeError('a grid error needs an issue');
  return new GridError(source, [first, ...rest]);
}

/** @param issues everything wrong with the trials is added to them */
function resolveTrials(
  catalog: Catalog,
  base: PlainObject,
  axes: readonly Axis[],
  options: ParseGridOptions,
  issues: Issue[],
): Pick<Grid, 'trials' | 'places' | 'notices'> {
  const trials: Trial[] = [];
  const places: number[] = [];
  const twins = countTwins(catalog);
  const combinations = new Map<string, Combination>();
  const known = new Set(issues.map(issueMessage));
  const report = (found: readonly Issue[]) => {
    for (const issue of found) {
      const message = issueMessage(issue);
      if (!known.has(message)) issues.push(issue);
      known.add(message);
    }
  };
  const factsOf = rememberFacts(options.datasetFacts);
  const share = sharedParts();
  let next = 0;
  for (const combination of expand(base, axes, catalog.jsonSchema)) {
    const place = next++;
    if (issues.length >= MOST_ISSUES) break;
    const parsed = catalog.specification.safeParse(combination.input);
    if (!parsed.success) {
      report(brokenTrialIssues(catalog, parsed.error, combination.input, factsOf));
      continue;
    }
    const specification = parsed.data;
    report(combinedIssues(catalog, specification, factsOf));
    const id = trialId(specification);
    const twin = combinations.get(id);
    if (twin === undefined) {
      combinations.set(id, combination);
      trials.push({ id, specification: share(specification) });
      places.push(place);
    } else if (!twins.add(id, twin.input, combination.input)) {
      report([sameTrial(axes, twin, combination)]);
    }
  }
  report(hiddenBaseIssues(catalog, base));
  return { trials, places, notices: twins.notices() };
}

/** Trials that have a part in common, such as the model, hold it once: a grid of a hundred thousand needs little memory. */
function sharedParts(): (specification: TrialSpecification) => TrialSpecification {
  const known = new Map<string, unknown>();
  const shared = (part: unknown) => {
    const key = JSON.stringify(part);
    if (!known.has(key)) known.set(key, part);
    return known.get(key);
  };
  return (specification) =>
    Object.fromEntries(
      Object.entries(specification).map(([name, part]) => [name, shared(part)]),
    ) as unknown as TrialSpecification;
}

/** The facts of each data set, asked for once; null where nobody knows, an error where the data set makes no sense. */
function rememberFacts(datasetFacts: ParseGridOptions['datasetFacts']): FactsOf {
  const known = new Map<string, DatasetFacts | UserError | null>();
  return (dataset: DatasetSpecification): DatasetFacts | UserError | null => {
    if (datasetFacts === undefined) return null;
    const key = JSON.stringify(dataset);
    const facts = known.get(key);
    if (facts !== undefined) return facts;
    const found = factsOrError(datasetFacts, dataset);
    known.set(key, found);
    return found;
  };
}

function factsOrError(
  datasetFacts: NonNullable<ParseGridOptions['datasetFacts']>,
  dataset: DatasetSpecification,
): DatasetFacts | UserError | null {
  try {
    return datasetFacts(dataset);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

function sameTrial(axes: readonly Axis[], one: Combination, other: Combination): Issue {
  const differing = axes
    .map(({ path }, index) => ({ field: axisField(path), one: one.values[index], other: other.values[index] }))
    .filter((axis) => axis.one !== axis.other);
  const words = differing.map((axis) => `${receivedWords(axis.one)} and ${receivedWords(axis.other)}`);
  return {
    field: differing.map(({ field }) => field).join(', '),
    expected: 'values that make different trials',
    received: `${words.join('; ')}, which make the same one`,
    remedy: 'Remove one of them: once defaults are filled in and later axes are merged, they do not differ.',
  };
}
