/** What of this library needs nothing of Node, for pages that compute as they are read. */
export { type Alternative, REDUCTIONS } from './explain/alternatives.ts';
export { type ColumnFacts, columnFacts } from './explain/column-facts.ts';
export { type ExplainedData, type ExplainSettings, type Explanation, explain } from './explain/explain.ts';
export { explanationWords } from './explain/explanation-words.ts';
export { COLOURS } from './figures/colours.ts';
export { STYLE } from './report/style.ts';
export { shortNumber } from './short-number.ts';
