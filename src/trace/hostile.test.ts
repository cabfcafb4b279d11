import fc from 'fast-check';
import { expect, test } from 'vitest';
import { synthesizeFibonacci } from '../format/synthesize.js';
import { readTrace } from '../format/read-trace.js';
import type { Chunk } from '../format/chunk.js';
import { programBytes } from '../../test/store/program.js';
import { build } from '../../test/trace/collect.js';
import { HEADER, anyEvents, toChunks } from '../../test/trace/events.js';
import { SliceFlag } from './slice.js';

/** Calls of whatever a reader hands out. */
function buildAll(chunks: readonly Chunk[]) {
  return build(chunks.filter((chunk) => chunk.type === 'events'));
}

test('damaged recordings never throw, and no call ends before it begins', () => {
  const sources = [programBytes({ eventsPerChunk: 5 }), synthesizeFibonacci(8, { eventsPerChunk: 40 }).bytes()];
  const damage = fc.array(fc.tuple(fc.nat(100_000), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(fc.constantFrom(...sources), damage, fc.nat(100_000), (source, flips, cut) => {
      const bytes = source.slice(0, Math.max(100, cut % source.length));
      for (const [at, by] of flips) bytes[at % bytes.length] ^= by;
      const { sink } = buildAll(readTrace(bytes).trace.chunks);
      for (const { chunk } of sink.chunks) {
        for (let row = 0; row < chunk.count; row++) {
          expect(chunk.duration[row]).toBeGreaterThanOrEqual(0);
          expect(chunk.subtree[row]).toBeGreaterThanOrEqual(1);
          if (row > 0) expect(chunk.start[row]).toBeGreaterThanOrEqual(chunk.start[row - 1]);
        }
      }
    }),
    { numRuns: 200 },
  );
});

test('chunks that are lost, repeated, out of order or of unknown ids never throw', () => {
  fc.assert(
    fc.property(anyEvents, fc.array(fc.nat(200), { maxLength: 40 }), fc.nat(3), (events, order, odd) => {
      const chunks = toChunks(events, 3);
      if (chunks.length === 0) return;
      const shuffled = order.map((at) => {
        const chunk = chunks[at % chunks.length];
        const functions = odd === 1 ? Float64Array.from(chunk.functions, (id) => id * 1e9) : chunk.functions;
        const header = odd === 2 ? { ...HEADER, thread: chunk.header.thread, firstNs: 2 ** 53 } : chunk.header;
        return { ...chunk, functions, header, gapBefore: at % 2 === 0, depth: at % 3 };
      });
      const { sink } = build(shuffled);
      const open = sink.chunks.flatMap(({ chunk }) =>
        [...chunk.flags].filter((flags) => (flags & SliceFlag.endedMask) > 4),
      );
      expect(open).toEqual([]);
    }),
  );
});
