import { z } from 'zod';

/** An integer that survives JSON, CSV and a 32-bit seed derivation unchanged. */
export const seed = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
export const count = z.int().min(1);
