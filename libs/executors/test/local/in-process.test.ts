import { candidate } from '../candidates/in-process.ts';
import { conformance } from '../conformance.ts';

conformance(candidate);
