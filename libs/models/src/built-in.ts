import type { Components } from './contracts/components.ts';
import { FAMILIES } from './families/index.ts';
import { LIKELIHOODS } from './likelihoods/index.ts';
import { NETWORKS } from './networks/index.ts';
import { OBJECTIVES } from './objectives/index.ts';
import { OPTIMIZERS } from './optimizers/index.ts';

/** The components of this project, as lists. */
export const BUILT_IN: Components = {
  families: FAMILIES,
  likelihoods: LIKELIHOODS,
  networks: NETWORKS,
  objectives: OBJECTIVES,
  optimizers: OPTIMIZERS,
};
