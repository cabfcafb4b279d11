import { expect, test } from 'vitest';
import { countText } from './count-text.js';

test.each([
  [12, 12, null, '12 functions'],
  [1, 1, null, '1 function'],
  [0, 1, null, '0 of 1 function'],
  [3, 1200, null, '3 of 1,200 functions'],
  [5000, 5000, 'total', 'the 5,000 functions with the most time'],
  [5000, 5000, 'calls', 'the 5,000 functions with the most calls'],
  [7, 5000, 'self', '7 of the 5,000 functions with the most self time'],
] as const)('%d of %d, cut by %s', (shown, all, cutBy, text) => expect(countText(shown, all, cutBy)).toBe(text));
