import { convolution } from './convolution.ts';
import { dense } from './dense.ts';
import { residual } from './residual.ts';

/** Every network that is built in: a new one is a file and a line here. */
export const NETWORKS = [dense, convolution, residual] as const;
