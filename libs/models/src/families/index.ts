import { vae } from '../vae/family.ts';

/** Every family of models that is built in: a new one is a file and a line here. The first is the default. */
export const FAMILIES = [vae] as const;
