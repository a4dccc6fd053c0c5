import { EXIT } from './exit-status.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Nothing is under way: the process ends with the status that tells scripts so, rather than by the signal. */
const leave = () => process.exit(EXIT.interrupted);

/** Ctrl-C and SIGTERM end the process in order also before anything listens for them. */
export function leaveWhenInterrupted(): void {
  for (const name of SIGNALS) process.on(name, leave);
}

export interface Interruption {
  readonly signal: AbortSignal;
  /** Gives the signals back to Node. */
  release(): void;
}

/** The first Ctrl-C or SIGTERM aborts `signal`, the second ends the process at once. */
export function listenForInterruption(onInterrupted: () => void): Interruption {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
    onInterrupted();
  };
  const wasLeaving = process.listeners('SIGINT').includes(leave);
  // Never without a listener, or a signal at that moment would end the process by itself.
  for (const name of SIGNALS) process.on(name, interrupt).off(name, leave);
  return {
    signal: controller.signal,
    release() {
      if (wasLeaving) leaveWhenInterrupted();
      for (const name of SIGNALS) process.off(name, interrupt);
    },
  };
}
