import type { Progress } from './reporter.ts';

/** `12 of 40 (30%), mart.enrollment` */
export function progressText({ done, total, note }: Progress): string {
  const count =
    total === undefined
      ? done > 0
        ? counted(done)
        : ''
      : `${counted(done)} of ${counted(total)}${share(done, total)}`;
  return [count, note].filter((part) => part !== undefined && part !== '').join(', ');
}

/** `3.1 s`, `2 min 05 s` */
export function durationText(milliseconds: number): string {
  const seconds = milliseconds / 1_000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

function counted(count: number): string {
  return count.toLocaleString('en-US');
}

function share(done: number, total: number): string {
  return total > 0 ? ` (${Math.floor((100 * done) / total)}%)` : '';
}
