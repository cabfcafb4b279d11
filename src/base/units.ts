import type { Brand } from './brand.js';

/** The only file that converts units; everything else carries nanoseconds and bytes. */

/** A duration, or a point in time since the start of a process's recording. */
export type Nanoseconds = Brand<number, 'Nanoseconds'>;
export type Bytes = Brand<number, 'Bytes'>;

/** The caller vouches for the unit. */
export function nanoseconds(value: number): Nanoseconds {
  return value as Nanoseconds;
}

/** The caller vouches for the unit. */
export function bytes(value: number): Bytes {
  return value as Bytes;
}

const NANOSECONDS_PER_MILLISECOND = 1e6;

export function toMilliseconds(duration: Nanoseconds): number {
  return duration / NANOSECONDS_PER_MILLISECOND;
}

const timeSteps = [
  { unit: 's', size: 1e9 },
  { unit: 'ms', size: 1e6 },
  { unit: 'µs', size: 1e3 },
] as const;

// Powers of 1,024 under their IEC names: memory is counted in pages, not in powers of ten.
const byteSteps = [
  { unit: 'GiB', size: 2 ** 30 },
  { unit: 'MiB', size: 2 ** 20 },
  { unit: 'KiB', size: 2 ** 10 },
] as const;

interface Step {
  readonly unit: string;
  readonly size: number;
}

/** Three significant digits are what a person compares; whole numbers stay whole. */
function scaled(value: number, steps: readonly Step[], smallest: string): string {
  for (const { unit, size } of steps) {
    const inUnit = value / size;
    if (Math.abs(inUnit) >= 1) return `${inUnit.toFixed(decimals(inUnit))} ${unit}`;
  }
  return `${Math.round(value)} ${smallest}`;
}

function decimals(value: number): number {
  const magnitude = Math.abs(value);
  if (magnitude >= 100) return 0;
  return magnitude >= 10 ? 1 : 2;
}

/** `1.50 ms`, `12.3 s`, `950 ns`. */
export function formatDuration(duration: Nanoseconds): string {
  return scaled(duration, timeSteps, 'ns');
}

/** `1.50 MiB`, `512 B`. */
export function formatBytes(size: Bytes): string {
  return scaled(size, byteSteps, 'B');
}
