/** Decades within [from, to], at most `most` of them; 1, 2 and 5 of each where there are few. */
export function logTicks(from: number, to: number, most: number): readonly number[] {
  const first = Math.floor(Math.log10(from));
  const last = Math.ceil(Math.log10(to));
  const within = (value: number) => value >= from * (1 - 1e-9) && value <= to * (1 + 1e-9);
  const decades = Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index));
  const finer = decades.flatMap((decade) => [decade, 2 * decade, 5 * decade]).filter(within);
  if (finer.length <= most) return finer;
  const whole = decades.filter(within);
  const every = Math.ceil(whole.length / most);
  return whole.filter((_, index) => index % every === 0);
}

/** Round numbers from 0 up to `to`, about `most` of them. */
export function linearTicks(to: number, most: number): readonly number[] {
  const rough = to / most;
  const decade = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * decade >= rough) ?? 10) * decade;
  return Array.from({ length: Math.floor(to / step + 1e-9) + 1 }, (_, index) => index * step);
}
