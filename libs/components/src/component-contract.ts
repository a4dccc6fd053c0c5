import { type Issue, messageOf, nearestName, receivedWords } from '@collapse/trials';
import { z } from 'zod';
import { type MemberType, NAMING_FIELDS, PART_NAMES, PARTS, type Part } from './parts.ts';
import { lineOfMember } from './source-lines.ts';

/** What a module exports, as a component as far as can be told. */
export interface Candidate {
  readonly part: Part;
  readonly members: Readonly<Record<string, unknown>>;
}

/** A file of components while it is looked at. */
export interface SourceFile {
  /** As the user wrote it. */
  readonly name: string;
  readonly text: string;
}

/** `./logistic.ts:12`, where a member of a component is. */
export function placeOf({ name, text }: SourceFile, kind: string, member: string): string {
  const line = lineOfMember(text, kind, member);
  return line === null ? name : `${name}:${line}`;
}

/** Which part of a trial an export is, told by the members that it has; null where it is none. */
export function partOf(value: unknown): Part | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const scores = PART_NAMES.map((part) => ({ part, score: own(part).filter((member) => member in value).length }));
  const [best] = scores.toSorted((one, other) => other.score - one.score);
  return best === undefined || best.score === 0 ? null : best.part;
}

/** Members that only this part has. */
function own(part: Part): string[] {
  const of = (name: Part) => Object.keys({ ...PARTS[name].required, ...PARTS[name].optional });
  const others = PART_NAMES.filter((name) => name !== part).flatMap(of);
  return of(part).filter((member) => !others.includes(member));
}

/** Whether an export that is no component was meant as one: a name and fields, or a few members of one. */
export function looksLikeComponent(value: unknown): boolean {
  return typeof value === 'object' && value !== null && ('kind' in value || 'fields' in value);
}

/** Everything wrong with a component that shows without running it. */
export function contractIssues({ part, members }: Candidate, source: SourceFile): Issue[] {
  const { required, optional, define } = PARTS[part];
  const kind = typeof members.kind === 'string' ? members.kind : '';
  const at = (member: string) => placeOf(source, kind, member);
  const known = { ...required, ...optional };
  const what = kind === '' ? `${part}` : `${part} "${kind}"`;
  const missing = Object.keys(required).filter((member) => members[member] === undefined);
  const strange = Object.keys(members).filter((member) => !(member in known));
  const wrong = Object.entries(known).flatMap(([member, type]) => {
    const value = members[member];
    if (value === undefined) return [];
    const problem = problemOf(value, type, members);
    if (problem === null) return [];
    return [
      {
        field: at(member),
        expected: `${member} of the ${what} to be ${problem}`,
        received: typeof value === 'function' ? 'a function' : receivedWords(value),
        remedy: `See docs/extending.md for the members of a ${part}.`,
      },
    ];
  });
  return [
    ...missing.map((member) => ({
      field: at(member),
      expected: `a member ${member} of the ${what}`,
      received: 'none',
      remedy: meantBy(
        member,
        strange,
        `Add it: ${define} has the type of each member, and docs/extending.md an example.`,
      ),
    })),
    ...strange
      .filter((member) => nearestName(member, missing) === null)
      .map((member) => ({
        field: at(member),
        expected: `members that a ${part} has (${Object.keys(known).join(', ')})`,
        received: `${member} of the ${what}`,
        remedy: meantMember(member, Object.keys(known)),
      })),
    ...wrong,
    ...(missing.includes('fields') ? [] : fieldIssues(part, members, source, what)),
  ];
}

function meantBy(member: string, strange: readonly string[], otherwise: string): string {
  const near = nearestName(member, strange);
  return near === null ? otherwise : `Did you mean it by ${near}?`;
}

function meantMember(member: string, known: readonly string[]): string {
  const near = nearestName(member, known);
  return near === null ? 'Remove it, or keep it outside of the component.' : `Did you mean ${near}?`;
}

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** What a member ought to be; null where it is that. */
function problemOf(value: unknown, type: MemberType, members: Readonly<Record<string, unknown>>): string | null {
  if (typeof type !== 'string') {
    return type.includes(String(value)) ? null : type.map((choice) => JSON.stringify(choice)).join(' or ');
  }
  switch (type) {
    case 'function':
      return typeof value === 'function' ? null : 'a function';
    case 'boolean':
      return typeof value === 'boolean' ? null : 'true or false';
    case 'text':
      if (typeof value !== 'string' || value.trim() === '') return 'a text';
      return value !== members.kind || NAME.test(value) ? null : 'lowercase words with dashes, such as "student-t"';
    case 'fields': {
      const isSchemas = isRecord(value) && Object.values(value).every(isSchema);
      return isSchemas ? null : 'an object of zod schemas, one a field';
    }
    case 'names':
      return isTexts(value) ? null : 'a list of names';
    case 'names of its fields': {
      const fields = isRecord(members.fields) ? Object.keys(members.fields) : [];
      if (isTexts(value) && value.every((name) => fields.includes(name))) return null;
      return `a list of names of its fields (${fields.join(', ') || 'it has none'})`;
    }
  }
}

function fieldIssues(
  part: Part,
  { fields, kind }: Readonly<Record<string, unknown>>,
  source: SourceFile,
  what: string,
): Issue[] {
  if (!isRecord(fields)) return [];
  const taken = [...new Set([...NAMING_FIELDS, ...PARTS[part].reserved])];
  const clashes = Object.keys(fields).filter((name) => taken.includes(name));
  const issues = clashes.map((name) => ({
    field: placeOf(source, String(kind), name),
    expected: `fields of the ${what} with names of their own`,
    received: `a field ${name}, which ${NAMING_FIELDS.includes(name) ? 'tells components apart' : `every ${part} has`}`,
    remedy: `Give it another name: ${taken.join(', ')} are taken.`,
  }));
  return [...issues, ...schemaIssue(fields, String(kind), source, what)];
}

/** A grid's schema is made from the fields: one that JSON Schema cannot say would break it. */
function schemaIssue(
  fields: Readonly<Record<string, unknown>>,
  kind: string,
  source: SourceFile,
  what: string,
): Issue[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    if (!isSchema(field)) return [];
    try {
      z.toJSONSchema(field, { io: 'input' });
      return [];
    } catch (error) {
      return [
        {
          field: placeOf(source, kind, name),
          expected: `fields of the ${what} that JSON Schema can say`,
          received: `${name}: ${messageOf(error)}`,
          remedy: 'Use numbers, texts, enums, lists and objects of them.',
        },
      ];
    }
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isSchema(value: unknown): value is z.ZodType {
  return typeof value === 'object' && value !== null && '_zod' in value;
}
