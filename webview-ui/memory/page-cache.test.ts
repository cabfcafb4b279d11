import { expect, test } from 'vitest';
import { PageCache, ROWS_PER_PAGE } from './page-cache.js';

const page = (from: number, rows = ROWS_PER_PAGE) => Array.from({ length: rows }, (_, at) => `row ${from + at}`);

test('only pages in sight that nobody asked for are asked for', () => {
  const cache = new PageCache<string>();
  expect(cache.take(0, 30)).toEqual([0]);
  cache.put(0, { total: 950, rows: page(0) });
  expect(cache.take(0, 30)).toEqual([]);
  expect(cache.take(390, 410)).toEqual([1, 2]);
  expect(cache.take(390, 410)).toEqual([]);
  cache.giveUp(2);
  expect(cache.take(390, 410)).toEqual([2]);
  // Beyond the end there is nothing to ask for.
  expect(cache.take(940, 2000)).toEqual([4]);
});

test('rows are found by their index, whatever order their pages came in', () => {
  const cache = new PageCache<string>();
  cache.put(0, { total: 450, rows: page(0) });
  cache.put(2, { total: 450, rows: page(400, 50) });
  expect([cache.total, cache.row(7), cache.row(449), cache.row(250), cache.row(450)]).toEqual([
    450,
    'row 7',
    'row 449',
    null,
    null,
  ]);
  expect(cache.find((row) => row === 'row 412')).toBe(412);
  expect(cache.find((row) => row === 'row 300')).toBe(-1);
});

test('an empty list asks for nothing more', () => {
  const cache = new PageCache<string>();
  cache.put(0, { total: 0, rows: [] });
  expect(cache.take(0, 20)).toEqual([]);
});
