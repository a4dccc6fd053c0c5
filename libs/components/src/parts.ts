import {
  clippingField,
  encoderFields,
  type Likelihood,
  type Network,
  type ObjectiveComponent,
  type Optimizer,
  rateFields,
} from '@collapse/models';
import { objectiveBasis, objectiveFields } from '@collapse/trials';

/** What parts of a trial can be chosen by name. */
export type Part = 'likelihood' | 'network' | 'objective' | 'optimizer';

/** What a member of a component has to be. */
export type MemberType =
  | 'function'
  | 'text'
  | 'boolean'
  | 'fields'
  | 'names of its fields'
  | 'names'
  | readonly string[];

/** The same without the names of its members. */
export type UntypedContract = Omit<PartContract, 'required' | 'optional'> & {
  readonly required: Readonly<Record<string, MemberType>>;
  readonly optional: Readonly<Record<string, MemberType>>;
};

type Contracts = {
  likelihood: Likelihood;
  network: Network;
  objective: ObjectiveComponent;
  optimizer: Optimizer;
};

type OptionalMembers<Of> = { [Key in keyof Of]-?: object extends Pick<Of, Key> ? Key : never }[keyof Of] & string;
type RequiredMembers<Of> = Exclude<keyof Of & string, OptionalMembers<Of>>;

/** @typeParam Of the contract, of which no member may be forgotten */
export interface PartContract<Of = Readonly<Record<string, unknown>>> {
  /** Which of the lists of Components it belongs to. */
  readonly list: 'likelihoods' | 'networks' | 'objectives' | 'optimizers';
  /** What gives a component its types. */
  readonly define: string;
  readonly required: Readonly<Record<RequiredMembers<Of>, MemberType>>;
  readonly optional: Readonly<Record<OptionalMembers<Of>, MemberType>>;
  /** Fields that every trial has at this part, whichever component it is. */
  readonly reserved: readonly string[];
}

const everyRequired = { kind: 'text', summary: 'text', fields: 'fields' } as const;
const everyOptional = {
  asTensors: 'names of its fields',
  inPack: 'names of its fields',
  unused: 'names of its fields',
  float32: 'names of its fields',
  idle: 'function',
  check: 'function',
} as const;

/** The contracts of libs/models/src/contracts, as far as they can be told from a value. */
const CONTRACTS: { readonly [Name in Part]: PartContract<Contracts[Name]> } = {
  likelihood: {
    list: 'likelihoods',
    define: 'defineLikelihood',
    required: {
      ...everyRequired,
      support: ['real', 'unit', 'open-unit', 'count'],
      label: 'text',
      logDensity: 'function',
      mean: 'function',
    },
    optional: {
      ...everyOptional,
      isCentred: 'boolean',
      input: 'function',
      numbers: 'function',
      parameters: 'function',
      heads: 'function',
      gaussian: 'function',
      unbounded: 'function',
    },
    reserved: ['kind'],
  },
  network: {
    list: 'networks',
    define: 'defineNetwork',
    required: {
      ...everyRequired,
      hidden: 'function',
      linearWidths: 'function',
      layers: 'function',
      label: 'function',
      cost: 'function',
    },
    optional: {
      ...everyOptional,
      output: 'function',
      carry: 'function',
      carryIssues: 'function',
      takesCondition: 'boolean',
      halvings: 'function',
      mirrored: 'function',
    },
    reserved: ['network', ...Object.keys(encoderFields)],
  },
  objective: {
    list: 'objectives',
    define: 'defineObjective',
    required: { ...everyRequired, value: 'function', measured: 'function' },
    optional: {
      ...everyOptional,
      scores: ['density', 'squared-error'],
      needs: 'function',
      state: 'function',
      update: 'function',
      perNat: 'function',
    },
    reserved: ['kind', ...Object.keys(objectiveFields), ...Object.keys(objectiveBasis)],
  },
  optimizer: {
    list: 'optimizers',
    define: 'defineOptimizer',
    required: {
      ...everyRequired,
      slots: 'names',
      constants: 'function',
      ofUpdate: 'function',
      apply: 'function',
    },
    optional: { ...everyOptional, decays: 'names of its fields' },
    reserved: ['name', ...Object.keys(rateFields), ...Object.keys(clippingField)],
  },
};

/** By name of the part. */
export const PARTS: Readonly<Record<Part, UntypedContract>> = CONTRACTS;

/** Fields that tell a component of some part: none may have one of its own by such a name. */
export const NAMING_FIELDS: readonly string[] = ['kind', 'name', 'network'];

export const PART_NAMES = Object.keys(PARTS) as readonly Part[];
