/** Widths as shares of the font size, of a wide sans-serif face: text drawn in any usual one fits in what is kept for it. */
const NARROW = /[\s.,:;'|!()[\]ijlftrI·−-]/;
const WIDE = /[mwMW@%→—]/;
const CAPITAL = /[A-Z0-9×±+=<>]/;

/** An estimate of how wide a line of text is, in px: the same on every machine, unlike what its fonts would say. */
export function textWidth(text: string, fontSize: number, isBold = false): number {
  let width = 0;
  for (const character of text) {
    if (NARROW.test(character)) width += 0.36;
    else if (WIDE.test(character)) width += 0.92;
    else width += CAPITAL.test(character) ? 0.66 : 0.6;
  }
  return Math.ceil(width * fontSize * (isBold ? 1.1 : 1));
}

/** Text broken between words into lines no wider than `width` px, longer words excepted. */
export function wrapText(text: string, width: number, fontSize: number, isBold = false): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && textWidth(longer, fontSize, isBold) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}
