import { COLOURS } from './colours.ts';
import { textWidth } from './text-width.ts';
import { type FigureWidth, TOTAL_WIDTH, type View } from './theme.ts';

export type PointMark = 'circle' | 'diamond' | 'square' | 'triangle-up';
export type LineMark = keyof typeof DASHES;

/** In grey print lines differ by dash. */
export const DASHES = { line: [1, 0], 'dashed line': [5, 3], 'dotted line': [1.5, 3] } as const;

/** A series, as marks show it and the key above a figure names it. */
export interface Series {
  readonly label: string;
  readonly colour: string;
  readonly mark: PointMark | LineMark;
}

const ROW_HEIGHT = 20;
const SYMBOL_WIDTH = 26;
const GAP = 22;

/** The key of a figure: each series' mark beside its name, as many in a row as fit. */
export function figureKey(series: readonly Series[], width: FigureWidth): View {
  const total = TOTAL_WIDTH[width] - 20;
  let left = 0;
  let row = 0;
  const entries = series.map((one) => {
    const needed = SYMBOL_WIDTH + textWidth(one.label, 12);
    if (left > 0 && left + needed > total) {
      left = 0;
      row += 1;
    }
    const entry = { ...one, left, top: row * ROW_HEIGHT + ROW_HEIGHT / 2 };
    left += needed + GAP;
    return entry;
  });
  const position = { y: { field: 'top', type: 'quantitative', scale: null, axis: null } } as const;
  return {
    width: total,
    height: (row + 1) * ROW_HEIGHT,
    layer: entries.flatMap((entry) => {
      const data = {
        values: [{ ...entry, middle: entry.left + 10, end: entry.left + 20, text: entry.left + SYMBOL_WIDTH }],
      };
      const colour = { value: entry.colour };
      const x = (field: string) => ({ field, type: 'quantitative', scale: null, axis: null }) as const;
      return [
        isLineMark(entry.mark)
          ? {
              data,
              mark: { type: 'rule' as const, strokeWidth: 2, strokeDash: [...DASHES[entry.mark]] },
              encoding: { ...position, x: x('left'), x2: { field: 'end' }, color: colour },
            }
          : {
              data,
              mark: { type: 'point' as const, filled: true, opacity: 1, size: 55, shape: entry.mark as string },
              encoding: { ...position, x: x('middle'), color: colour },
            },
        {
          data,
          mark: { type: 'text' as const, align: 'left' as const, baseline: 'middle' as const, fontSize: 12 },
          encoding: { ...position, x: x('text'), text: { field: 'label' }, color: { value: COLOURS.ink } },
        },
      ];
    }),
  };
}

export function isLineMark(mark: Series['mark']): mark is LineMark {
  return mark in DASHES;
}
