/** How the learning rate goes over the steps of a trial. */
export interface LearningRateSchedule {
  /**
   * The rate as a share of `optimizer.learningRate`.
   * @param progress 0 at the first step, 1 at the last
   * @param finalFraction `optimizer.finalFraction`
   */
  share(progress: number, finalFraction: number): number;
  /** Whether `optimizer.finalFraction` has any effect. */
  readonly usesFinalFraction: boolean;
}

/** The schedules by their name in `optimizer.schedule`. */
export const LEARNING_RATE_SCHEDULES = {
  constant: { share: () => 1, usesFinalFraction: false },
  /** Loshchilov and Hutter (2017), SGDR, equation 5, without restarts. */
  cosine: {
    share: (progress, finalFraction) => finalFraction + ((1 - finalFraction) * (1 + Math.cos(Math.PI * progress))) / 2,
    usesFinalFraction: true,
  },
  exponential: { share: (progress, finalFraction) => finalFraction ** progress, usesFinalFraction: true },
} satisfies Readonly<Record<string, LearningRateSchedule>>;

export const SCHEDULE_NAMES = Object.keys(LEARNING_RATE_SCHEDULES) as (keyof typeof LEARNING_RATE_SCHEDULES)[];
