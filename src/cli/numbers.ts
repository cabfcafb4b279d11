import { formatCount } from '../base/counts.js';
import { bytes, formatBytes } from '../base/units.js';

/** `12.3 %` of a whole; nothing where there is no whole. */
export function formatShare(part: number, whole: number): string {
  return whole > 0 ? `${((part / whole) * 100).toFixed(1)} %` : '';
}

/** `+1.50 MiB`, `-512 B`, `0 B`. */
export function formatSizeDifference(difference: number): string {
  return `${signOf(difference)}${formatBytes(bytes(Math.abs(difference)))}`;
}

/** `+1,200`, `-3`, `0`. */
export function formatCountDifference(difference: number): string {
  return `${signOf(difference)}${formatCount(Math.abs(difference))}`;
}

function signOf(difference: number): string {
  return difference > 0 ? '+' : difference < 0 ? '-' : '';
}
