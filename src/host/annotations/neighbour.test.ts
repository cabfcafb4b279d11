import { expect, test } from 'vitest';
import { neighbour } from './neighbour.js';

/** A store whose calls 11, 12 and 13 are of one function. */
const store = {
  call: async (method: string, input: unknown) => {
    const ids = [11, 12, 13];
    if (method === 'callsOf') {
      const { functionIds, offset } = input as { readonly functionIds: readonly number[]; readonly offset: number };
      return functionIds[0] === 5 ? [{ id: ids[offset] }] : [];
    }
    const index = ids.indexOf(input as number);
    if (index < 0) return null;
    return method === 'call' ? { id: input, functionId: 5 } : { index, of: ids.length };
  },
} as unknown as Parameters<typeof neighbour>[0];

test.each([
  [11, 1, { id: 12 }],
  [12, 1, { id: 13 }],
  [13, 1, 'none'],
  [13, -1, { id: 12 }],
  [11, -1, 'none'],
  [14, 1, 'unknown'],
  [14, -1, 'unknown'],
] as const)('from %d by %d', async (call, by, expected) => {
  expect(await neighbour(store, call, by)).toEqual(expected);
});
