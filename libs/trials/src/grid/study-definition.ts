import { z } from 'zod';
import { schemaIssues } from '../checks/schema-issues.ts';
import { GridError } from './grid-error.ts';
import { type GridInput, gridInput, type OpenGridInput } from './grid-input.ts';

/** The grids of one size of a study, trained one after the other. */
export type StudyGrids = readonly (GridInput | OpenGridInput)[];

/** A study as a person writes it: a question, where it comes from, and the grids that answer it. */
export interface StudyInput {
  /** As its file is named; what is made of its results is found under this name too. */
  readonly name: string;
  readonly title: string;
  /** What the study is to show. */
  readonly question: string;
  /** Paper and figure. */
  readonly source: string;
  /** What it needs beside what is shipped, such as the full MNIST files; nothing where it is left out. */
  readonly needs?: string;
  /** By name: `full` at the source's sizes, `quick` for tests, and smaller ones where the full size takes too long. */
  readonly sizes: { readonly full: StudyGrids; readonly quick: StudyGrids; readonly [size: string]: StudyGrids };
}

/** A study whose own fields are checked; its grids are checked when they are planned. */
export interface StudyDefinition {
  readonly name: string;
  readonly title: string;
  readonly question: string;
  readonly source: string;
  readonly needs: string;
  readonly sizes: Readonly<Record<string, readonly { readonly name: string }[]>>;
}

const name = gridInput.shape.name;
const grids = z.array(z.looseObject({ name })).min(1);

const studyInput = z.strictObject({
  name,
  title: z.string().min(1),
  question: z.string().min(1),
  source: z.string().min(1),
  needs: z.string().default('nothing beside what is shipped'),
  sizes: z.object({ full: grids, quick: grids }).catchall(grids),
});

const STUDY_JSON_SCHEMA = z.toJSONSchema(studyInput, { io: 'input' });

/** Gives a study file its types: editors complete and check what is inside. Returns its argument. */
export function defineStudy(study: StudyInput): StudyInput {
  return study;
}

/** Whether a file's default export is meant as a study, rather than as a grid. */
export function isStudyInput(input: unknown): boolean {
  return typeof input === 'object' && input !== null && 'sizes' in input;
}

/**
 * Checks a study's own fields.
 * @param source the file, for the error
 * @throws GridError with everything that is wrong
 */
export function parseStudy(input: unknown, source: string): StudyDefinition {
  const parsed = studyInput.safeParse(input);
  if (parsed.success) return parsed.data;
  const [first, ...rest] = schemaIssues(parsed.error, { schema: STUDY_JSON_SCHEMA, input, place: 'the study' });
  if (first === undefined) throw parsed.error;
  throw new GridError(source, [first, ...rest]);
}
