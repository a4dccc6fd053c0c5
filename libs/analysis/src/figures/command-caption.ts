import type { TopLevelSpec } from 'vega-lite';
import { COLOURS } from './colours.ts';
import { wrapText } from './text-width.ts';
import { type FigureWidth, TOTAL_WIDTH } from './theme.ts';

const FONT_SIZE = 10;

/** A figure with the command that makes it in small print below, so that a copy of the picture still names it. */
export function withCommand(spec: TopLevelSpec, command: string, width: FigureWidth): TopLevelSpec {
  return {
    ...spec,
    title: {
      text: wrapText(command, TOTAL_WIDTH[width] - 20, FONT_SIZE),
      orient: 'bottom',
      anchor: 'start',
      frame: 'bounds',
      offset: 10,
      fontSize: FONT_SIZE,
      fontWeight: 'normal',
      color: COLOURS.faintInk,
    },
  };
}
