/** A place that looks at a field which only one component should know. */
export interface RawBranch {
  readonly line: number;
  readonly text: string;
}

/*
 * Fields of components as sources would ask for them: what a likelihood, an objective, an optimizer or a network is called or
 * holds, which data set it is, and the literal names of parameters. What is said in words is no branch: texts with a space and
 * dotted paths of fields in quotes are left out. To look a component up by the kind that a trial names is none either.
 */
const PATTERNS: readonly RegExp[] = [
  /\blikelihood\.(learn|variance|varianceFloor|scale|dispersion)\b/,
  /\blikelihood\.kind\s*[!=]==/,
  /\bkind\s*[!=]==\s*'(gaussian|bernoulli|continuous-bernoulli|laplace|student-t|poisson|negative-binomial|beta)'/,
  /\b(encoder|decoder|model\[\w+\])\.(hidden|activation|channels|network|width|blocks)\b/,
  /\bmodel\.(second|start|initialization)\b/,
  /\bobjective\.(freeBits|kind)\b/,
  /\b(reduction|estimator|basis)\s*[!=]==\s*'/,
  /\boptimizer\.(beta1|beta2|epsilon|momentum|alpha)\b/,
  /\boptimizer\.name\s*[!=]==/,
  /\bdataset\.name\s*[!=]==/,
  /'(encoder|decoder)\.(mean|location|logVariance|second|condition|image|convolution)\b/,
];

/** Comments, templates' own text, and texts in single quotes; one of them at a time from the left, so that none begins inside another. */
const PIECES =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\$]|\\.|\$(?!\{))*(?:`|\$\{)|\}(?:[^`\\$\n{};]|\\.|\$(?!\{))*(?:`|\$\{)/g;
const FIELD = /^'(?:likelihood|objective|optimizer|model|dataset)(?:\.\w+)+'$/;

/** Branches on raw fields in a source, comments and words left out. */
export function findBranches(source: string): RawBranch[] {
  const lines = source.split('\n');
  const code = source.replaceAll(PIECES, (piece) => (isCode(piece) ? piece : piece.replaceAll(/[^\n]/g, ' ')));
  return code.split('\n').flatMap((line, index) => {
    const isBranch = PATTERNS.some((pattern) => pattern.test(line));
    return isBranch ? [{ line: index + 1, text: (lines[index] ?? '').trim() }] : [];
  });
}

/** A text of one word that is no field's dotted path, such as the name of a parameter, may be what is branched on. */
function isCode(piece: string): boolean {
  return piece.startsWith("'") && !piece.includes(' ') && !FIELD.test(piece);
}
