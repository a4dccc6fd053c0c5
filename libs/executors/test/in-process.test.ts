import { createInProcessExecutor, DEFAULT_RETRY_POLICY } from '../src/index.ts';
import { conformance } from './conformance.ts';

conformance({
  name: 'in process',
  workers: 1,
  isolates: false,
  create: async (runner, policy = DEFAULT_RETRY_POLICY) => createInProcessExecutor({ runner, policy }),
});
