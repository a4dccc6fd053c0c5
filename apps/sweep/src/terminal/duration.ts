/** A time span to read: 8 s, 2:05 min, 3:10:00 h. */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const pad = (value: number) => String(value).padStart(2, '0');
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}:${pad(whole % 60)} min`;
  return `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${pad(whole % 60)} h`;
}

/** How fast trials come: 0.42, 8.1, 120 trials a minute. */
export function formatSpeed(perMinute: number): string {
  const digits = perMinute < 10 ? 2 : 3;
  const text =
    perMinute < 100 ? String(Number(perMinute.toPrecision(digits))) : Math.round(perMinute).toLocaleString('en-US');
  return `${text} trials a minute`;
}
