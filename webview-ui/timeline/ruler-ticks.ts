import type { TimeWindow } from './time-window.js';
import { lengthOf } from './time-window.js';

export interface Tick {
  readonly ns: number;
  readonly label: string;
}

const units = [
  { name: 's', size: 1e9 },
  { name: 'ms', size: 1e6 },
  { name: 'µs', size: 1e3 },
  { name: 'ns', size: 1 },
] as const;

const NS_PER_MINUTE = 60e9;

/** Distances of ticks that people divide easily; of minutes and hours the ones of a clock. */
function niceStep(atLeast: number): number {
  if (atLeast > 1e9) {
    const clock = [2e9, 5e9, 10e9, 15e9, 30e9, 60e9, 120e9, 300e9, 600e9, 900e9, 1800e9, 3600e9, 7200e9];
    const found = clock.find((step) => step >= atLeast);
    return found ?? Math.ceil(atLeast / 3600e9) * 3600e9;
  }
  const power = 10 ** Math.floor(Math.log10(Math.max(1, atLeast)));
  return [1, 2, 5, 10].map((times) => times * power).find((step) => step >= atLeast) ?? power * 10;
}

/** Ticks on round times, one for at most every `leastPixels`. */
export function rulerTicks(window: TimeWindow, width: number, leastPixels = 90): readonly Tick[] {
  if (width <= 0 || lengthOf(window) <= 0) return [];
  const step = niceStep((lengthOf(window) / width) * leastPixels);
  const ticks: Tick[] = [];
  for (let at = Math.ceil(window.fromNs / step) * step; at <= window.toNs; at += step) {
    ticks.push({ ns: at, label: tickLabel(at, step) });
  }
  return ticks;
}

function tickLabel(ns: number, step: number): string {
  if (ns === 0) return '0';
  if (step >= 1e9 && ns >= NS_PER_MINUTE) return clockTime(Math.round(ns / 1e9));
  // A time is said in the largest unit that fits, with as many decimals as it takes to tell one tick from the next.
  const unit = units.find(({ size }) => ns >= size) ?? units[3];
  const decimals = Math.max(0, Math.ceil(Math.log10(unit.size / step)));
  return `${(ns / unit.size).toFixed(decimals)} ${unit.name}`;
}

function clockTime(seconds: number): string {
  const two = (value: number) => value.toString().padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = two(seconds % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}
