import { conformance } from '../test/conformance.ts';
import { candidate } from './candidate.ts';
import { useTestCluster } from './use-test-cluster.ts';

useTestCluster();

conformance(candidate);
