/** Without figures and pages, which take large libraries. */
export { columnFacts } from '../explain/column-facts.ts';
export {
  checkDecoder,
  checkReconstructions,
  type DiagnosedData,
  requireSameCount,
} from './check-companions.ts';
export { checkPosteriors, type GivenPosteriors } from './check-posteriors.ts';
export {
  type DiagnosedModel,
  type Diagnosis,
  type DiagnosisErrors,
  type DiagnosisOptions,
  diagnose,
} from './diagnose.ts';
export { diagnosisText } from './diagnosis-text.ts';
export type { GivenArray } from './given-array.ts';
export type { TrainedLoss } from './judge-model.ts';
