import { bytes, formatBytes, formatDuration, nanoseconds } from '../../src/base/units.js';
import { baseName, plainName } from '../timeline/plain-name.js';

/** How figures and places read in every pane. What comes out is plain text, to be set as text. */

const counts = new Intl.NumberFormat('en-US');

/** `1,346,269`. */
export function count(value: number): string {
  return counts.format(value);
}

/** `1.50 ms` of nanoseconds. */
export function duration(ns: number): string {
  return formatDuration(nanoseconds(ns));
}

/** `1.50 MiB`. */
export function size(value: number): string {
  return formatBytes(bytes(value));
}

/** `+1.50 MiB`, `−512 B`, `0 B`. */
export function sizeChange(value: number): string {
  const sign = value > 0 ? '+' : value < 0 ? '\u2212' : '';
  return `${sign}${size(Math.abs(value))}`;
}

/** `12.3 %` of a fraction from 0 to 1; what is above nothing never reads as nothing, and only all reads as all. */
export function percent(fraction: number): string {
  if (!(fraction > 0)) return '0 %';
  if (fraction >= 1) return '100 %';
  if (fraction < 0.001) return '< 0.1 %';
  return `${Math.min(99.9, fraction * 100).toFixed(1)} %`;
}

/** The last part of a path as recorded, which may be one of Windows. */
export function fileName(path: string): string {
  return baseName(path) || plainName(path);
}

/** `shop.py:12`. */
export function place(file: string, line: number): string {
  return `${fileName(file)}:${line}`;
}
