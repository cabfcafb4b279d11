import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packText, unpackText } from './texts.js';

test('any text comes back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('', '\ud800', '\0', '\u0001'), (text, odd) => {
      const packed = packText(odd + text);
      expect(unpackText(packed)).toBe(odd + text);
      expect(/\p{Surrogate}|\0/u.test(packed)).toBe(false);
    }),
  );
});
