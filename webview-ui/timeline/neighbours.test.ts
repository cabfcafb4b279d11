import { describe, expect, it } from 'vitest';
import type { CallRow } from '../../src/store/api.js';
import type { Host } from '../app/model.js';
import { callWords } from './call-words.js';
import { neighboursOf, stepFrom } from './neighbours.js';
import { testCall } from './test-calls.js';

const root = testCall({ id: 1, depth: 0, subtree: 100_000 });
/** A loop that called fifty thousand times, each with one callee. */
const loop = Array.from({ length: 50_000 }, (_, at) => testCall({ id: 2 + 2 * at, parent: 1, subtree: 2 }));
const all = new Map<number, CallRow>([[1, root], ...loop.map((row) => [row.id, row] as const)]);

function host(): { readonly host: Host; readonly asked: () => number } {
  let asked = 0;
  const childrenOf = (call: number | null): readonly CallRow[] => {
    if (call === null) return [root];
    return call === 1 ? loop : Array.from({ length: call === 2 ? 40 : 1 }, () => testCall({ id: call + 1, depth: 2 }));
  };
  const siblings = (call: number, before: number, after: number) => {
    const rows = childrenOf(all.get(call)?.parent ?? null);
    const index = rows.findIndex(({ id }) => id === call);
    const first = Math.max(0, index - before);
    return { index, of: rows.length, first, rows: rows.slice(first, index + after + 1) };
  };
  const request = (method: string, input: unknown) => {
    asked++;
    if (method === 'call') return Promise.resolve({ ok: all.get(input as number) ?? null });
    const query = input as { call: number; limit: number; before: number; after: number };
    if (method === 'siblings') return Promise.resolve({ ok: siblings(query.call, query.before, query.after) });
    return Promise.resolve({ ok: childrenOf(query.call).slice(0, query.limit) });
  };
  return { host: { request } as unknown as Host, asked: () => asked };
}

describe('what is around a call', () => {
  it.each([0, 5, 31, 32, 40_000, 49_999])('is found for the child %d of a large loop', async (index) => {
    const { host: slow, asked } = host();
    const around = await neighboursOf(slow, loop[index]);
    expect(asked()).toBe(3);
    expect(around.parent?.id).toBe(1);
    expect(around).toMatchObject({ firstIndex: Math.max(0, index - 4), of: 50_000 });
    expect(stepFrom(around, 'parent')?.id).toBe(1);
    expect(stepFrom(around, 'child')?.id).toBe(loop[index].id + 1);
    expect(stepFrom(around, 'next')?.id).toBe(loop.at(index + 1)?.id);
    expect(stepFrom(around, 'previous')?.id).toBe(index === 0 ? undefined : loop[index - 1].id);
  });

  it('has no parent at the top', async () => {
    const around = await neighboursOf(host().host, root);
    expect(stepFrom(around, 'parent')).toBeNull();
    expect(around.siblings).toEqual([root]);
    expect(around.children).toHaveLength(12);
  });
});

describe('a call in words', () => {
  it.each([
    [testCall({ qualname: 'shop.total', outcome: 'unwind' }), 'shop.total, 1.00 ms, raised, shop.py:12'],
    [testCall({ outcome: 'open', task: 'Task-7' }), 'total, 1.00 ms, running, shop.py:12, task Task-7'],
    [testCall({ qualname: 'a\u202eb', outcome: 'open' }), 'a�b, 1.00 ms, running, shop.py:12'],
  ])('%#', (call, words) => {
    expect(callWords(call, true)).toBe(words);
  });
});
