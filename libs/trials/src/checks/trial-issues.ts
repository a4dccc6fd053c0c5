import type { z } from 'zod';
import type { Catalog } from '../catalog/catalog.ts';
import { WHOLE_TRIAL } from '../grid/grid-input.ts';
import { mergeAt } from '../grid/merge.ts';
import type { DatasetSpecification } from '../specification/dataset-specification.ts';
import { isPlainObject, type PlainObject, valueAt } from '../specification/plain-object.ts';
import type { TrialSpecification } from '../specification/specification.ts';
import { type Issue, UserError } from '../words/user-error.ts';
import { checkTrial, type DatasetFacts } from './check-trial.ts';
import { dotted, type SchemaContext, schemaIssues } from './schema-issues.ts';

/** Asks for the facts of a data set; null where nobody knows, an error where the data set makes no sense. */
export type FactsOf = (dataset: DatasetSpecification) => DatasetFacts | UserError | null;

const trialContext = (catalog: Catalog, input: unknown): SchemaContext => ({
  schema: catalog.jsonSchema,
  input,
  place: "the grid's base",
  fieldName: (path) => dotted(path, WHOLE_TRIAL),
});

/** Everything wrong with a trial whose fields are right one by one. */
export function combinedIssues(catalog: Catalog, specification: TrialSpecification, factsOf: FactsOf): Issue[] {
  const facts = factsOf(specification.dataset);
  const wrong = facts instanceof UserError ? [facts] : [];
  const found = checkTrial(specification, facts instanceof UserError ? null : facts, catalog.components);
  return [...found.map(withSource(catalog, specification)), ...wrong];
}

/** Where a trial says which component a part of it is. */
const NAMED_PARTS: readonly (readonly [path: string, part: string, discriminator: string])[] = [
  ['likelihood', 'likelihood', 'kind'],
  ['objective', 'objective', 'kind'],
  ['optimizer', 'optimizer', 'name'],
  ['model.encoder', 'network', 'network'],
  ['model.decoder', 'network', 'network'],
];

/** Says of an issue with a component from outside which file that is in. */
export function withSource({ sources }: Catalog, input: unknown): (issue: Issue) => Issue {
  return (issue) => {
    const named = NAMED_PARTS.find(([path]) => `${issue.field}.`.startsWith(`${path}.`));
    if (named === undefined) return issue;
    const [path, part, discriminator] = named;
    const kind = valueAt(input, [...path.split('.'), discriminator]);
    const source = typeof kind === 'string' ? sources[`${part} ${kind}`] : undefined;
    if (source === undefined) return issue;
    return { ...issue, remedy: `${issue.remedy} The ${part} "${kind}" is in ${source}.` };
  };
}

/**
 * Everything wrong with a trial of which some fields are wrong by themselves: those, and what is wrong together among the
 * rest, so that a second round does not find more.
 */
export function brokenTrialIssues(catalog: Catalog, error: z.ZodError, input: unknown, factsOf: FactsOf): Issue[] {
  const issues = schemaIssues(error, trialContext(catalog, input)).map(withSource(catalog, input));
  const wrong = error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path],
  );
  const rest = catalog.specification.safeParse(withoutFields(input, wrong));
  if (!rest.success) return issues;
  // A wrong item takes its list along.
  const replaced = wrong.map((path) => path.filter((key) => typeof key === 'string').join('.'));
  const dataUnknown = replaced.some((path) => path.startsWith('dataset'));
  const others = combinedIssues(catalog, rest.data, dataUnknown ? () => null : factsOf);
  return [...issues, ...others.filter((issue) => !speaksOf(issue, replaced))];
}

/** What the base has wrong where every trial replaces it, so that no trial shows it. */
export function hiddenBaseIssues(catalog: Catalog, base: PlainObject): Issue[] {
  const parsed = catalog.specification.safeParse(base);
  if (parsed.success) return [];
  const present = parsed.error.issues.filter(
    (issue) => issue.code === 'unrecognized_keys' || valueAt(base, issue.path) !== undefined,
  );
  const issues = schemaIssues({ ...parsed.error, issues: present }, trialContext(catalog, base));
  return issues.map(withSource(catalog, base));
}

/** Values for what a trial must have, far from every bound, so that no rule speaks up because of them. */
const STAND_INS: readonly (readonly [path: readonly string[], value: unknown])[] = [
  [['dataset'], { name: 'mnist-1k' }],
  [['model'], {}],
  [['model', 'latentDim'], 1],
  [['train'], {}],
  [['train', 'steps'], 100_000_000],
];

/** What tells which component a part of a trial is. */
const KIND_FIELDS: ReadonlySet<string> = new Set(['kind', 'name', 'network', 'family']);

function withoutFields(input: unknown, paths: readonly (readonly PropertyKey[])[]): unknown {
  const without = paths.reduce<unknown>((rest, path) => withoutField(rest, path), input);
  return STAND_INS.reduce<unknown>(
    (filled, [path, value]) => (valueAt(filled, path) === undefined ? mergeAt(filled, path, value) : filled),
    without,
  );
}

/** A wrong data set, or another part whose kind is wrong, goes whole: what else it has depends on it. A wrong item takes its list along. */
function withoutField(value: unknown, path: readonly PropertyKey[]): unknown {
  const [key, ...rest] = path;
  if (!isPlainObject(value) || typeof key !== 'string') return undefined;
  const { [key]: inner, ...others } = value;
  if (rest.length === 0 || key === 'dataset' || KIND_FIELDS.has(String(rest[0]))) return others;
  const left = withoutField(inner, rest);
  return left === undefined ? others : { ...others, [key]: left };
}

function speaksOf(issue: Issue, fields: readonly string[]): boolean {
  const words = [issue.field, issue.expected, issue.remedy].join(' ');
  return fields.some((field) => field !== '' && (words.includes(field) || field.startsWith(`${issue.field}.`)));
}
