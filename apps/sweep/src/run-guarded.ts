import { UserError } from '@collapse/trials';
import { forUser } from './user-path.ts';

/** A grid file computes values; one that takes longer waits for something that does not come. */
const MAX_SECONDS = 60;

/**
 * Runs a module that a user wrote and that is to give values, and nothing else: it must not end the process, nor wait for ever.
 * @param purpose what it is to do, after "Let it"
 * @throws UserError where it does either
 */
export async function runGuarded<Exports>(
  run: () => Promise<Exports>,
  path: string,
  purpose = 'compute the grid',
): Promise<Exports> {
  const broken = (received: string, remedy: string) =>
    new UserError({ field: forUser(path), expected: 'a module that runs to its end', received, remedy });
  const { exit } = process;
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const remedy = `Let it ${purpose} and nothing else: nothing was started.`;
  process.exit = (code) => {
    const error = broken(`one that calls process.exit(${code ?? ''})`, remedy);
    reject(error);
    throw error;
  };
  // Nothing is left that could ever settle it.
  const onIdle = () => reject(broken('one that waits for something that never comes (await)', remedy));
  process.once('beforeExit', onIdle);
  const timer = setTimeout(() => {
    reject(broken(`one that is not done after ${MAX_SECONDS} s`, remedy));
    // What it waits for would keep the process alive.
    setTimeout(() => exit.call(process, 2), 1000).unref();
  }, MAX_SECONDS * 1000);
  timer.unref();
  try {
    return await Promise.race([run(), stopped]);
  } finally {
    process.exit = exit;
    process.off('beforeExit', onIdle);
    clearTimeout(timer);
  }
}
