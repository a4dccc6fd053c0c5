import test from 'ava';
import { COLOURS } from '../../src/figures/colours.ts';

/** Relative luminance of an sRGB colour (WCAG 2). */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const part = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

test('every series stands out from the white card', (t) => {
  for (const name of [
    'measured',
    'measuredOther',
    'logLikelihood',
    'closedForm',
    'ppcaMaximum',
    'live',
    'collapsed',
  ] as const) {
    t.true(contrast(COLOURS[name], '#FFFFFF') >= 3, name);
  }
  for (const name of ['ink', 'faintInk'] as const) t.true(contrast(COLOURS[name], '#FFFFFF') >= 4.5, name);
});

test('the scale of active dimensions only darkens, so that grey print keeps its order', (t) => {
  const values = COLOURS.active.map(luminance);
  t.deepEqual(
    values,
    values.toSorted((one, other) => other - one),
  );
});
