/** Nanoseconds as a decimal number of microseconds, exactly. `ns` is a whole number from 0. */
export function microseconds(ns: number): string {
  const whole = Math.floor(ns / 1000);
  const rest = ns - whole * 1000;
  return rest === 0 ? whole.toString() : `${whole}.${rest.toString().padStart(3, '0')}`;
}

/**
 * The duration from `beganNs` to `endNs` in microseconds, such that a consumer who adds it to the begin in doubles
 * meets the double of the end. Consumers drop an interval that ends after its caller or overlaps its neighbour, if only
 * by a rounding error; where two ends, or an end and a begin, are the same nanosecond, this keeps them so. Where no
 * double adds up (seldom), the sum is the nearest below.
 */
export function endingAt(beganNs: number, endNs: number): string {
  const began = Number(microseconds(beganNs));
  const end = Number(microseconds(endNs));
  const plain = microseconds(endNs - beganNs);
  if (began + Number(plain) === end) return plain;
  // The difference itself may have been rounded, away from what adds up: then one of its neighbours does.
  const difference = end - began;
  const step = (difference * Number.EPSILON) / 2;
  const candidates = [0, -1, 1, -2, 2].map((steps) => difference + steps * step);
  const sumOf = (candidate: number) => began + candidate;
  const below = candidates.filter((candidate) => sumOf(candidate) <= end);
  return below.reduce((best, candidate) => (sumOf(candidate) > sumOf(best) ? candidate : best)).toString();
}
