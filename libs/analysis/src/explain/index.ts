/** Without figures and pages, which take large libraries. */
export { type ColumnFacts, columnFacts } from './column-facts.ts';
export {
  type ExplainedData,
  type ExplainSettings,
  type Explanation,
  explain,
  type LeadingEigenvalues,
} from './explain.ts';
export { explanationText } from './explanation-text.ts';
