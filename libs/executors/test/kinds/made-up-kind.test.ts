import { candidate } from '../candidates/child-processes.ts';
import { conformance } from '../conformance.ts';

// An executor from outside the list, in one file and made of the contract alone, keeps every promise that the others keep.
conformance(candidate);
