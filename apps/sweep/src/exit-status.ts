/** What the program's exit status tells scripts. */
export const EXIT = {
  /** Every trial is done. */
  done: 0,
  /** Some trial failed; results and report are written and name it. */
  someFailed: 1,
  /** The command or the grid is wrong; nothing was started, nothing overwritten. */
  wrongInput: 2,
  /** Interrupted; the same command goes on. */
  interrupted: 130,
} as const;

export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];
