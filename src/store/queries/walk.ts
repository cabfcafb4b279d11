import { STILL_OPEN, SliceFlag, sliceId } from '../../trace/slice.js';
import type { CallSource } from '../call-source.js';
import { chunkCount } from './chunks.js';

export interface Visitor {
  begin(functionId: number, atNs: number, call: number): void;
  end(functionId: number, atNs: number, call: number): void;
}

/** Every slice of a thread, begins and ends in order of time. @throws the signal's reason when it fires. */
export function walk(source: CallSource, thread: number, visit: Visitor, signal?: AbortSignal): void {
  const functions: number[] = [];
  const ends: number[] = [];
  const calls: number[] = [];
  const closeTo = (depth: number) => {
    while (functions.length > depth) {
      visit.end(functions.pop() as number, ends.pop() as number, calls.pop() as number);
    }
  };
  const lastNs = source.lastNs(thread);
  for (let number = 0; number < chunkCount(source, thread); number++) {
    signal?.throwIfAborted();
    const chunk = source.slices(thread, number);
    for (let row = 0; row < chunk.count; row++) {
      const start = chunk.start[row];
      const length = chunk.duration[row];
      closeTo(chunk.depth[row]);
      const continued = (chunk.flags[row] & SliceFlag.continuation) !== 0;
      const call = continued
        ? source.activation(chunk.activations.get(row, 0)).first
        : sliceId(thread, chunk.first + row);
      functions.push(chunk.functions[row]);
      ends.push(length === STILL_OPEN ? Math.max(start, lastNs) : start + length);
      calls.push(call);
      visit.begin(chunk.functions[row], start, call);
    }
  }
  closeTo(0);
}
