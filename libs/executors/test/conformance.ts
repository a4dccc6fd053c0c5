import { controllerFaultConformance } from './conformance/controller-faults.ts';
import { resultConformance } from './conformance/results.ts';
import { trialFaultConformance } from './conformance/trial-faults.ts';
import { workerFaultConformance } from './conformance/worker-faults.ts';
import type { Candidate } from './conformance-candidate.ts';

/** Registers the tests that every executor passes. */
export function conformance(candidate: Candidate): void {
  resultConformance(candidate);
  trialFaultConformance(candidate);
  workerFaultConformance(candidate);
  controllerFaultConformance(candidate);
}
