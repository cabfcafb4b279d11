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
    return call === 1 ? loop : [testCall({ id: call + 1, parent: call, depth: 2 })];
  };
  const request = (method: string, input: unknown) => {
    asked++;
    if (method === 'call') return Promise.resolve({ ok: all.get(input as number) ?? null });
    const { call, limit, offset } = input as { call: number | null; limit: number; offset: number };
    return Promise.resolve({ ok: childrenOf(call).slice(offset, offset + limit) });
  };
  return { host: { request } as unknown as Host, asked: () => asked };
}

describe('what is around a call', () => {
  it.each([0, 5, 31, 32, 40_000, 49_999])('is found for the child %d of a large loop', async (index) => {
    const { host: slow, asked } = host();
    const around = await neighboursOf(slow, loop[index], 100_001);
    expect(asked()).toBeLessThan(30);
    expect(around.parent?.id).toBe(1);
    expect(around.firstIndex).toBe(Math.max(0, index - 4));
    expect(stepFrom(around, 'parent')?.id).toBe(1);
    expect(stepFrom(around, 'child')?.id).toBe(loop[index].id + 1);
    expect(stepFrom(around, 'next')?.id).toBe(loop.at(index + 1)?.id);
    expect(stepFrom(around, 'previous')?.id).toBe(index === 0 ? undefined : loop[index - 1].id);
  });

  it('has no parent at the top', async () => {
    const around = await neighboursOf(host().host, root, 100_001);
    expect(stepFrom(around, 'parent')).toBeNull();
    expect(around.siblings).toEqual([root]);
    expect(around.children).toHaveLength(12);
  });
});

describe('a call in words', () => {
  it.each([
    [testCall({ qualname: 'shop.total', outcome: 'unwind' }), 'shop.total, 1.00 ms, left by an exception, shop.py:12'],
    [testCall({ qualname: 'a\u202eb', outcome: 'open' }), 'a�b, 1.00 ms, still running, shop.py:12'],
  ])('%#', (call, words) => {
    expect(callWords(call)).toBe(words);
  });
});
