import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PresenceBuilder, callsPresent } from './presence.js';
import { SliceFlag } from './slice.js';
import { SliceColumns } from './slice-columns.js';

test('tells how many calls of which functions a chunk holds', () => {
  const builder = new PresenceBuilder();
  const rows = fc.array(fc.record({ fn: fc.oneof(fc.nat(5), fc.nat(300_000)), continued: fc.boolean() }), {
    maxLength: 200,
  });
  fc.assert(
    fc.property(rows, fc.nat(5), (slices, wanted) => {
      const chunk = new SliceColumns(0, slices.length);
      chunk.count = slices.length;
      for (const [row, { fn, continued }] of slices.entries()) {
        chunk.functions[row] = fn;
        chunk.flags[row] = continued ? SliceFlag.continuation : 0;
      }
      const presence = builder.build(chunk);
      const calls = slices.filter(({ continued }) => !continued);
      expect(callsPresent(presence, new Set([wanted]))).toBe(calls.filter(({ fn }) => fn === wanted).length);
      expect(callsPresent(presence, new Set(slices.map(({ fn }) => fn)))).toBe(calls.length);
    }),
  );
});
