import type { TrialRunner } from '../../src/index.ts';

/** A runner that fails with what its settings are in the process that runs it. */
export async function createSettingsRunner(settings: unknown): Promise<TrialRunner> {
  const values = typeof settings === 'object' && settings !== null ? Object.entries(settings) : [];
  return async () => {
    throw new Error(values.map(([name, value]) => `${name} ${String(value)}`).join(', '));
  };
}
