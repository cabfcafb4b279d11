import type { CallBuilder } from './call-builder.js';
import { Outermost } from './call-stack.js';

/** Times of slices that have not ended, by number of function: what the totals do not hold yet. Nanoseconds. */
export interface OpenTimes {
  readonly self: ReadonlyMap<number, number>;
  readonly total: ReadonlyMap<number, number>;
}

export function openTimes({ threads, lastNs }: CallBuilder): OpenTimes {
  const self = new Map<number, number>();
  const total = new Map<number, number>();
  for (const { stack } of threads.values()) {
    for (let at = 0; at < stack.depth; at++) {
      const fn = stack.functions[at];
      const below = at + 1 < stack.depth ? lastNs - stack.start[at + 1] : 0;
      const length = lastNs - stack.start[at];
      self.set(fn, (self.get(fn) ?? 0) + length - stack.below[at] - below);
      if (stack.flags[at] & Outermost.ofFunction) total.set(fn, (total.get(fn) ?? 0) + length);
    }
  }
  return { self, total };
}
