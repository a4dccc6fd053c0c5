import { createScanner, type ParseError, parseTree, printParseErrorCode, type Node as TreeNode } from 'jsonc-parser';
import { receivedWords } from '../words/received-words.ts';
import { UserError } from '../words/user-error.ts';

const MOST_LEVELS = 64;
const BYTE_ORDER_MARK = '\ufeff';

/**
 * The value of a JSON text that a person wrote. A byte order mark is passed over; what JSON.parse would take without a
 * word is refused: an object with one key twice, of which it would keep the last, and one called __proto__.
 * @param source the file, for the error
 * @throws UserError with the line and column where the text breaks
 */
export function parseJson(text: string, source: string): unknown {
  const json = text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
  const broken = (offset: number, received: string, remedy: string) =>
    new UserError({ field: source, expected: 'JSON', received: `${received} (${placeAt(json, offset)})`, remedy });
  const deep = tooDeepAt(json);
  if (deep !== null) {
    throw broken(deep, `more than ${MOST_LEVELS} levels of lists and objects`, 'Take levels out.');
  }
  const errors: ParseError[] = [];
  const tree = parseTree(json, errors, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false });
  const [error] = errors;
  if (error !== undefined) {
    const received = `text that is not: ${ERROR_WORDS[printParseErrorCode(error.error)] ?? 'a mistake'}`;
    throw broken(error.offset, received, 'Mend the file; an editor shows where it breaks.');
  }
  for (const { key, offset } of doubtfulKeys(tree)) {
    if (key === '__proto__') throw broken(offset, '__proto__, which no field may be called', 'Remove it.');
    const received = `the key ${receivedWords(key)} twice in one object`;
    throw broken(offset, received, 'Remove one of the two: only the last would count.');
  }
  return JSON.parse(json);
}

const ERROR_WORDS: Readonly<Record<string, string>> = {
  InvalidSymbol: 'an unknown word',
  InvalidNumberFormat: 'a number that is none',
  PropertyNameExpected: 'a key in double quotes is missing',
  ValueExpected: 'a value is missing',
  ColonExpected: 'a colon is missing',
  CommaExpected: 'a comma is missing',
  CloseBraceExpected: 'a closing brace is missing',
  CloseBracketExpected: 'a closing bracket is missing',
  EndOfFileExpected: 'something follows its end',
  InvalidCommentToken: 'a comment, which JSON does not have',
  UnexpectedEndOfComment: 'a comment, which JSON does not have',
  UnexpectedEndOfString: 'a text that does not end',
  UnexpectedEndOfNumber: 'a number that does not end',
  InvalidUnicode: 'an escape that is none',
  InvalidEscapeCharacter: 'an escape that is none',
  InvalidCharacter: 'a character that must be escaped',
};

/** Where the nesting gets too deep to be walked; found token by token, since a parser would run out of stack. */
function tooDeepAt(json: string): number | null {
  const scanner = createScanner(json, true);
  let level = 0;
  while (scanner.getPosition() < json.length) {
    scanner.scan();
    const first = json.charAt(scanner.getTokenOffset());
    if (first === '{' || first === '[') level++;
    if (first === '}' || first === ']') level--;
    if (level > MOST_LEVELS) return scanner.getTokenOffset();
  }
  return null;
}

/** Keys that are called __proto__ or stand in their object a second time, in the order of the text. */
function* doubtfulKeys(node: TreeNode | undefined): Generator<{ readonly key: string; readonly offset: number }> {
  const seen = new Set<string>();
  for (const child of node?.children ?? []) {
    const [name] = child.type === 'property' ? (child.children ?? []) : [];
    if (name !== undefined) {
      const key = String(name.value);
      if (seen.has(key) || key === '__proto__') yield { key, offset: name.offset };
      seen.add(key);
    }
    yield* doubtfulKeys(child);
  }
}

function placeAt(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  return `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
}
