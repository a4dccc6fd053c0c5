import { z } from 'zod';
import { schemaIssues } from '../checks/schema-issues.ts';
import { receivedWords } from '../words/received-words.ts';
import { UserError } from '../words/user-error.ts';

/**
 * Checks what an options file holds against its schema, in the words that grids are checked in.
 * @param source the file, for the error
 * @throws UserError for the first thing that is wrong; a field that does not exist is told the nearest name
 */
export function parseOptions<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  source: string,
): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = schemaIssues(parsed.error, {
    schema: z.toJSONSchema(schema, { io: 'input' }),
    input,
    place: source,
    fieldName: (path) => [source, path.join('.')].filter((part) => part !== '').join(': '),
  });
  throw new UserError(
    issue ?? { field: source, expected: 'options', received: receivedWords(input), remedy: 'Mend the file.' },
  );
}
