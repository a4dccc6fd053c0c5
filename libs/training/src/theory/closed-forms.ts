import type { ClosedForm } from './closed-form.ts';
import { freeBitsForm } from './free-bits.ts';
import { linearVae } from './linear-vae.ts';
import { twoLevels } from './two-levels.ts';

/** Every closed form of an optimum: a new one is a file and a line here. At most one fits a trial. */
export const CLOSED_FORMS: readonly ClosedForm[] = [linearVae, twoLevels, freeBitsForm];
