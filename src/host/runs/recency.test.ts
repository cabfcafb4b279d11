import { expect, test } from 'vitest';
import { Recency } from './recency.js';

test.each([
  { uses: 'abc', limit: 4, held: '', gone: '' },
  { uses: 'abcde', limit: 4, held: '', gone: 'a' },
  { uses: 'abcdea', limit: 4, held: '', gone: 'b' },
  { uses: 'abcdef', limit: 4, held: 'a', gone: 'bc' },
  { uses: 'abcdef', limit: 4, held: 'abcdef', gone: '' },
  { uses: 'abcdef', limit: 4, held: 'bcdef', gone: 'a' },
  { uses: 'ab', limit: 0, held: '', gone: 'ab' },
])('after $uses with $limit kept and "$held" held, "$gone" goes', ({ uses, limit, held, gone }) => {
  const recency = new Recency();
  for (const key of uses) recency.use(key);
  expect(recency.excess(limit, (key) => held.includes(key)).join('')).toBe(gone);
});

test('what is forgotten does not count', () => {
  const recency = new Recency();
  for (const key of 'abc') recency.use(key);
  recency.forget('b');
  expect(recency.excess(1, () => false)).toEqual(['a']);
});
