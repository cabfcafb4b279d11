import { expect, test } from 'vitest';
import { childIndex } from './sibling-search.js';

function pages(ids: readonly number[]) {
  const asked: number[] = [];
  const page = (offset: number, limit: number) => {
    asked.push(offset);
    return Promise.resolve(ids.slice(offset, offset + limit).map((id) => ({ id })));
  };
  return { page, asked };
}

test.each([
  [[5], 5, 0],
  [[2, 5, 9], 2, 0],
  [[2, 5, 9], 9, 2],
  [[2, 5, 9], 7, null],
  [[], 7, null],
])('in %j, %d', async (ids, id, index) => {
  expect(await childIndex(pages(ids).page, id, 1000)).toBe(index);
});

test('of a million children twenty or so are asked for', async () => {
  const { page, asked } = pages(Array.from({ length: 1_000_000 }, (_, at) => at * 3));
  expect(await childIndex(page, 777_777 * 3, 2_000_000)).toBe(777_777);
  expect(asked.length).toBeLessThan(25);
});
