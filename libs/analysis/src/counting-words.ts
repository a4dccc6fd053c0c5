export function plural(count: number, noun: string): string {
  return `${counted(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** A count with a comma between thousands. */
export function counted(count: number): string {
  return count.toLocaleString('en-US');
}

/** A share that is 100% only where it is the whole, and 0% only where it is nothing. */
export function percent(part: number, whole: number): string {
  if (part === whole) return '100%';
  const share = (100 * part) / whole;
  if (share > 99) return 'over 99%';
  return share > 0 && share < 1 ? 'under 1%' : `${Math.round(share)}%`;
}
