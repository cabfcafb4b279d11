import { synthesizeFibonacci } from '../../src/format/synthesize.js';

/** A recording that takes a moment to read: 150,049 calls. */
export function longProgramBytes(): Uint8Array {
  return synthesizeFibonacci(24).bytes();
}
