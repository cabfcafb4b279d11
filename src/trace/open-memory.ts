import type { CallBuilder } from './call-builder.js';
import type { CallStack } from './call-stack.js';
import { Outermost } from './call-stack.js';

/** Bytes that a slice and those below it have allocated and freed. */
export interface Memory {
  readonly allocated: number;
  readonly freed: number;
}

/** Of an open slice, by its place on the stack. */
export function memoryFrom({ allocated, freed, depth }: CallStack, at: number): Memory {
  const sums = { allocated: 0, freed: 0 };
  for (let level = at; level < depth; level++) {
    sums.allocated += allocated[level];
    sums.freed += freed[level];
  }
  return sums;
}

/** Totals of slices that have not ended, by number of function: what the totals do not hold yet. */
export function openMemory({ threads }: CallBuilder): ReadonlyMap<number, Memory> {
  const total = new Map<number, Memory>();
  for (const { stack, countsMemory } of threads.values()) {
    let allocated = 0;
    let freed = 0;
    for (let at = countsMemory ? stack.depth - 1 : -1; at >= 0; at--) {
      allocated += stack.allocated[at];
      freed += stack.freed[at];
      if ((stack.flags[at] & Outermost.ofFunction) === 0) continue;
      const before = total.get(stack.functions[at]);
      const sums = { allocated: allocated + (before?.allocated ?? 0), freed: freed + (before?.freed ?? 0) };
      total.set(stack.functions[at], sums);
    }
  }
  return total;
}
