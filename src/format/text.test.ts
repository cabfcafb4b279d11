import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyValue, dict, float, int, list, none, object, samples, text, tuple } from '../../test/golden/values.js';
import { floatRepr } from './python-text.js';
import { argumentsText, toText } from './text.js';
import type { Value } from './value.js';

const order = object('shop.Order', [
  { name: 'id', value: int(7) },
  { name: 'lines', value: list([], 3) },
]);

test.each<[Value, string]>([
  [none, 'None'],
  [float(1), '1.0'],
  [text("it's"), '"it\'s"'],
  [text('\u001b[31mred\n'), "'\\x1b[31mred\\n'"],
  [text('\u202egnp.exe'), "'\\u202egnp.exe'"],
  [text('\udcff'), "'\\udcff'"],
  [order, 'Order(id=7, lines=[…3])'],
  [tuple([int(1)]), '(1,)'],
  [tuple([]), '()'],
  [dict([[text('a'), int(1)]], 7), "{'a': 1, …7}"],
  [{ kind: 'complex', real: 0, imaginary: 2 }, '2j'],
  [{ kind: 'complex', real: 1.5, imaginary: -2 }, '(1.5-2j)'],
  [{ kind: 'range', start: int(0), stop: int(10), step: int(1) }, 'range(10)'],
  [samples['derived'], 'deque([1])'],
  [samples['huge int'], '<int of 100000 bits, negative, 0x8000000000000001…>'],
  [samples['datetime with offset'], '2024-02-29 03:04:05.000006-03:30'],
  [samples['timedelta'], '-1 day, 23:59:59.000005'],
  [samples['long text'], "'Lorem ipsum'…20000"],
  [samples['exception'], "KeyError('missing')"],
  [samples['bound method'], '<bound method Cart.add of Cart at 0x6>'],
  [samples['omitted'], 'list(…4)'],
  [samples['array'], '<ndarray 1000×3 float64>'],
  [samples['object with repr'], '<Cart \\x1b[0m>'],
])('case %$', (value, expected) => {
  expect(toText(value)).toBe(expected);
});

test('what does not fit is counted', () => {
  const numbers = list(Array.from({ length: 100 }, (_, i) => int(i)));
  expect(toText(numbers, 30)).toBe('[0, 1, 2, 3, 4, 5, 6, 7, …92]');
  expect(toText(object('shop.Order', [{ name: 'lines', value: numbers }]), 30)).toBe('Order(lines=[0, 1, 2, 3, …96])');
  expect(toText(text('x'.repeat(1_000)), 20)).toMatch(/^'x+'…1000$/);
});

test('the text fits its budget, on one line that steers no terminal', () => {
  fc.assert(
    fc.property(anyValue, fc.integer({ min: 4, max: 200 }), (value, budget) => {
      const line = toText(value, budget);
      expect(line.length).toBeLessThanOrEqual(budget);
      // oxlint-disable-next-line no-control-regex
      expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\p{Surrogate}]/u);
    }),
  );
});

test('arguments read as in a call', () => {
  const values = new Map<string, Value>([
    ['self', order],
    ['tax', { kind: 'redacted' }],
  ]);
  expect(argumentsText(values)).toBe('(self=Order(id=7, lines=[…3]), tax=<redacted>)');
});

/** What Python 3 prints for these. */
test.each([
  [1, '1.0'],
  [-0, '-0.0'],
  [0.1, '0.1'],
  [1e15, '1000000000000000.0'],
  [1e16, '1e+16'],
  [123456789012345680, '1.2345678901234568e+17'],
  [1e22, '1e+22'],
  [0.0001, '0.0001'],
  [0.00001, '1e-05'],
  [1.5e-7, '1.5e-07'],
  [5e-324, '5e-324'],
  [1.7976931348623157e308, '1.7976931348623157e+308'],
  [Infinity, 'inf'],
])('repr of %d', (value, expected) => {
  expect(floatRepr(value)).toBe(expected);
});
