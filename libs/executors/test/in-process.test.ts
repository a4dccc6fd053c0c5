import { createInProcessExecutor } from '../src/index.ts';
import { conformance } from './conformance.ts';

conformance({
  name: 'in process',
  workers: 1,
  isolates: false,
  create: async (runner) => createInProcessExecutor({ runner }),
});
