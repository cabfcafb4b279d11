/** Nanoseconds as a decimal number of microseconds, exactly. `ns` is a whole number from 0. */
export function microseconds(ns: number): string {
  const whole = Math.floor(ns / 1000);
  const rest = ns - whole * 1000;
  return rest === 0 ? whole.toString() : `${whole}.${rest.toString().padStart(3, '0')}`;
}

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
const lowWord = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 0 : 1;

/** The double itself or the one before it, whichever has an even significand. `value` is not negative. */
function evenBelow(value: number): number {
  double[0] = value;
  words[lowWord] &= ~1;
  return double[0];
}

/**
 * The duration from `beganNs` to `endNs` in microseconds, such that every consumer who adds it to its begin in doubles
 * meets the same end, whatever the begin. Consumers drop an interval that ends after its caller or overlaps its
 * neighbour, if only by a rounding error; this is for ends that are the same nanosecond as another end or begin.
 *
 * Not every double is the sum of a given begin and some duration, but one with an even significand is: the rounded
 * difference is off by half a unit at most, and a sum that lies halfway is rounded to even (IEEE 754, 4.3.1).
 */
export function endingAt(beganNs: number, endNs: number): string {
  const began = Number(microseconds(beganNs));
  const end = evenBelow(Number(microseconds(endNs)));
  return Math.max(0, end - began).toString();
}
