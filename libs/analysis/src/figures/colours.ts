/**
 * One colour, one meaning, in every figure. From the palette of Okabe and Ito (2008), which colour-blind readers tell
 * apart; in grey print, marks differ by shape and lines by dash too.
 */
export const COLOURS = {
  /** What training reached: the trial's own ELBO, KL, curve. */
  measured: '#0072B2',
  /** Trained too, where a figure sets two kinds of training against each other. */
  measuredOther: '#8A6100',
  /** The exact log p(x) of the trained model. */
  logLikelihood: '#009E73',
  /** The closed form at this trial's own settings. Always a solid line. */
  closedForm: '#D55E00',
  /** The pPCA maximum, which no setting of beta changes. Always a dashed line. */
  ppcaMaximum: '#A3477F',
  /** Few to many dimensions in use. */
  active: ['#FBF4E2', '#E5AE54', '#7A4A08'],
  /** A direction of the data that the optimum uses, one that it leaves to collapse, and one nobody asked for. */
  live: '#7A4A08',
  collapsed: '#3D8FC4',
  notAsked: '#9AA1A8',
  /** A cell without a number: failed, or not trained yet. */
  absent: '#E4E4E4',
  ink: '#1F2328',
  faintInk: '#5B636B',
  grid: '#E3E6E8',
} as const;
