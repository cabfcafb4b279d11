import { expect, test } from 'vitest';
import { count, duration, fileName, percent, place } from './format.js';

test.each([
  [0, '0'],
  [999, '999'],
  [1346269, '1,346,269'],
])('count %d', (value, text) => expect(count(value)).toBe(text));

test.each([
  [0, '0 ns'],
  [950, '950 ns'],
  [1_500_000, '1.50 ms'],
  [12_345_000_000, '12.3 s'],
])('duration %d', (value, text) => expect(duration(value)).toBe(text));

test.each([
  [0, '0 %'],
  [Number.NaN, '0 %'],
  [0.0004, '< 0.1 %'],
  [0.123, '12.3 %'],
  [0.99999, '99.9 %'],
  [1, '100 %'],
  [1.2, '100 %'],
])('percent %d', (value, text) => expect(percent(value)).toBe(text));

test.each([
  ['/srv/app/shop.py', 'shop.py'],
  ['C:\\work\\my app\\shop.py', 'shop.py'],
  ['C:/srv\\mixed/shop.py', 'shop.py'],
  ['<string>', '<string>'],
  ['/ends/with/', '/ends/with/'],
  ['', ''],
])('fileName %s', (path, name) => expect(fileName(path)).toBe(name));

test('place', () => expect(place('/srv/app/shop.py', 12)).toBe('shop.py:12'));
