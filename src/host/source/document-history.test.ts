import { expect, test } from 'vitest';
import { DocumentHistory } from './document-history.js';
import { LineMap } from './line-map.js';

const insert = { startLine: 0, startCharacter: 0, endLine: 0, endCharacter: 0, text: '# new\n' };
const lines = ['a', 'b', 'c'];

test('each run sees the lines of the text that it read', () => {
  const history = new DocumentHistory(LineMap.unchanged(lines), 1000);
  history.edit([insert]);
  history.written(history.lines, 5000);
  history.edit([insert]);
  expect(history.since(999)).toBeNull();
  expect(history.since(1000)?.lineOf(1)).toBe(3);
  expect(history.since(4999)?.lineOf(1)).toBe(3);
  expect(history.since(5000)?.lineOf(1)).toBe(2);
  expect(history.since(9000)?.lineOf(2)).toBe(3);
  expect(history.lines).toEqual(['# new', '# new', 'a', 'b', 'c']);
});

test('a file of a later date than anything known is noticed, within what clocks differ', () => {
  const history = new DocumentHistory(LineMap.unchanged(lines), 1000);
  expect(history.isOlderThan(1500)).toBe(false);
  expect(history.isOlderThan(5000)).toBe(true);
});

test('an old file put back ends all that was known', () => {
  const history = new DocumentHistory(LineMap.unchanged(lines), 5000);
  history.written(['x'], 2000);
  expect(history.since(6000)?.lineOf(1)).toBe(1);
  expect(history.since(6000)?.lines).toEqual(['x']);
  expect(history.since(1000)).toBeNull();
});

test('old texts are forgotten, not mixed up', () => {
  const history = new DocumentHistory(LineMap.unchanged(lines), 0);
  for (let at = 1; at <= 20; at++) history.written(lines, at * 1000);
  expect(history.since(500)).toBeNull();
  expect(history.since(20_500)).not.toBeNull();
});
