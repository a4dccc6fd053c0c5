import {
  BUILT_IN,
  type Components,
  clippingField,
  elboReduction,
  type Fields,
  familyKind,
  familyOf,
  likelihoodOf,
  networkKind,
  type ObjectiveComponent,
  objectiveKind,
  rateFields,
  UNNAMED_FAMILY,
  UNNAMED_NETWORKS,
  UNNAMED_OBJECTIVES,
} from '@collapse/models';
import { z } from 'zod';
import { datasetSpecification } from '../specification/dataset-specification.ts';
import {
  evaluationSpecification,
  objectiveBasis,
  objectiveFields,
  type TrialInput,
  type TrialSpecification,
  trainSpecification,
} from '../specification/specification.ts';
import { seed } from '../specification/specification-numbers.ts';
import { componentUnion } from './component-union.ts';

/** What trials can be made of, and the schema that follows from it. */
export interface Catalog {
  readonly components: Components;
  /** sha256 of each component from outside, by names such as "likelihood logistic". */
  readonly hashes: Readonly<Record<string, string>>;
  /** The file of each, as the grid lists it, by the same names. */
  readonly sources: Readonly<Record<string, string>>;
  /** The fields of a trial, each with its own default. */
  readonly written: z.ZodType<TrialSpecification, TrialInput>;
  /**
   * Everything that decides a trial's numbers, and nothing that does not: where a default depends on other fields it is
   * filled in here, and what a component never uses goes back to its default. Parsing twice changes nothing.
   */
  readonly specification: z.ZodType<TrialSpecification, TrialInput>;
  /** JSON Schema of a trial as a person writes it, made from the zod definition. */
  readonly jsonSchema: z.core.JSONSchema.BaseSchema;
}

/**
 * @param hashes of components from outside
 * @param sources their files, for errors
 */
export function createCatalog(
  components: Components,
  hashes: Readonly<Record<string, string>> = {},
  sources: Readonly<Record<string, string>> = {},
): Catalog {
  const network = (extra: z.ZodRawShape) =>
    componentUnion(components.networks, {
      discriminator: 'network',
      after: extra,
      implied: networkKind,
      unnamed: UNNAMED_NETWORKS,
    });
  const families = components.families.map(({ kind, fields }) => ({ kind, fields: fields(network) }));
  const shape = {
    dataset: datasetSpecification,
    model: componentUnion(families, {
      discriminator: 'family',
      implied: familyKind,
      unnamed: [UNNAMED_FAMILY],
    }),
    likelihood: componentUnion(components.likelihoods, {
      discriminator: 'kind',
      ...firstOf(components.likelihoods),
    }),
    objective: componentUnion(components.objectives.map(withReduction), {
      discriminator: 'kind',
      before: objectiveFields,
      after: objectiveBasis,
      implied: objectiveKind,
      unnamed: UNNAMED_OBJECTIVES,
    }),
    optimizer: componentUnion(components.optimizers, {
      discriminator: 'name',
      before: rateFields,
      after: clippingField,
      ...firstOf(components.optimizers),
    }),
    train: trainSpecification,
    evaluation: evaluationSpecification,
    seed: seed.default(0),
    components: z.record(z.string(), z.string()).optional().meta({ internal: true }),
  };
  // The unions know their kinds at run time only; what comes out of them is as the interface says.
  const written = z.strictObject(shape) as unknown as z.ZodType<TrialSpecification, TrialInput>;
  const { components: _hashes, ...fields } = shape;
  return {
    components,
    hashes,
    sources,
    written,
    specification: written.transform((trial) => resolved(trial, components, hashes)),
    jsonSchema: z.toJSONSchema(z.strictObject(fields), { io: 'input' }),
  };
}

/** Every objective says what it sums and averages: one that has nothing to say of it is in nats per data point. */
function withReduction<Objective extends Pick<ObjectiveComponent, 'kind' | 'fields'>>(objective: Objective) {
  const { kind, fields } = objective;
  return 'reduction' in fields ? objective : { kind, fields: { reduction: elboReduction, ...fields } };
}

/** The kind of fields that name none: the first. */
function firstOf([first]: readonly { readonly kind: string }[]) {
  const kind = first?.kind ?? '';
  return { implied: () => kind, unnamed: [kind] };
}

/** What is built in. */
export const CATALOG = createCatalog(BUILT_IN);

export const trialSpecification = CATALOG.specification;

function resolved(
  trial: TrialSpecification,
  components: Components,
  hashes: Readonly<Record<string, string>>,
): TrialSpecification {
  const { components: _given, ...written } = trial;
  const { family, ...others } = trial.model;
  const model = family === UNNAMED_FAMILY ? others : trial.model;
  const used = Object.entries(hashes).filter(([name]) => kindsOf(trial, components).includes(name));
  return {
    ...written,
    model: { ...model, ...familyOf(components, model).resolve?.(model, components) },
    likelihood: withoutUnused(trial.likelihood, components),
    objective: withoutImplied(trial.objective, 'kind', objectiveKind),
    ...(used.length === 0 ? {} : { components: Object.fromEntries(used) }),
  };
}

/** The components of a trial, by the names that their hashes have. */
function kindsOf({ model, likelihood, objective, optimizer }: TrialSpecification, components: Components): string[] {
  const networks = familyOf(components, model).networks?.(model) ?? [];
  return [
    `family ${familyKind(model)}`,
    `likelihood ${likelihood.kind}`,
    ...networks.map((network) => `network ${networkKind(network)}`),
    `objective ${objectiveKind(objective)}`,
    `optimizer ${optimizer.name}`,
  ];
}

/** A kind that the other fields tell is not written: what it was before there were kinds keeps its id. */
function withoutImplied<Given extends Fields>(
  fields: Given,
  discriminator: string,
  implied: (fields: Fields) => string,
): Given {
  const { [discriminator]: kind, ...others } = fields;
  return implied(others) === kind ? (others as Given) : fields;
}

/** Fields of which the likelihood takes no notice go back to their defaults. */
function withoutUnused(
  likelihood: TrialSpecification['likelihood'],
  components: Components,
): TrialSpecification['likelihood'] {
  const { unused = [], fields } = likelihoodOf(components, likelihood);
  if (unused.length === 0) return likelihood;
  const kept = Object.entries(likelihood).filter(([name]) => !unused.includes(name));
  const { kind: _kind, ...own } = Object.fromEntries(kept);
  return { kind: likelihood.kind, ...z.strictObject(fields).parse(own) };
}
