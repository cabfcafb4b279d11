import { expect, test } from 'vitest';
import type { ShownChild, ShownValue } from '../../src/rpc/view-contract.js';
import { MOST_CHILDREN, changedNames, noteOf, valueRows } from './value-rows.js';

function value(text: string, children: readonly ShownChild[] = [], note: string | null = null): ShownValue {
  return { text, type: '', tone: 'object', children, note };
}

const order = value('Order(...)', [
  { name: 'id', value: value('7') },
  { name: 'items', value: value('[...]', [{ name: '0', value: value("'tea'") }], '2 more items') },
]);
const roots = [
  { name: 'order', value: order },
  { name: 'note', value: value('None') },
];

test('closed values are one line each', () => {
  expect(valueRows(roots, new Set()).map(({ name, expandable }) => [name, expandable])).toEqual([
    ['order', true],
    ['note', false],
  ]);
});

test('open ones are followed by their children, with places for assistive technology', () => {
  const rows = valueRows(roots, new Set(['0', '0/1', '1']));
  expect(
    rows.map(({ path, level, position, setSize, expanded }) => [path, level, position, setSize, expanded]),
  ).toEqual([
    ['0', 1, 1, 2, true],
    ['0/0', 2, 1, 2, false],
    ['0/1', 2, 2, 2, true],
    ['0/1/0', 3, 1, 1, false],
    ['1', 1, 2, 2, false],
  ]);
});

test('a note or a long text can be opened without children', () => {
  const rows = valueRows(
    [
      { name: 'cut', value: value('[]', [], '3 items were not recorded') },
      { name: 'long', value: value('x'.repeat(100)) },
      { name: 'short', value: value('x') },
    ],
    new Set(),
  );
  expect(rows.map(({ expandable }) => expandable)).toEqual([true, true, false]);
});

test('a hundred thousand levels do not overflow the stack', () => {
  let deep = value('end');
  const open = new Set(['0']);
  for (let level = 0; level < 100_000; level++) deep = value('[...]', [{ name: '0', value: deep }]);
  expect(valueRows([{ name: 'deep', value: deep }], open)).toHaveLength(2);
  expect(changedNames([{ name: 'deep', value: deep }], [{ name: 'deep', value: { ...deep } }]).size).toBe(0);
});

test('of very many children the first are shown, and the rest is said', () => {
  const many = value(
    '[...]',
    Array.from({ length: MOST_CHILDREN + 1200 }, (_, at) => ({ name: `${at}`, value: value('0') })),
  );
  expect(valueRows([{ name: 'many', value: many }], new Set(['0']))).toHaveLength(MOST_CHILDREN + 1);
  expect(noteOf(many)).toBe('1,200 more are not shown');
  expect(noteOf({ ...many, note: 'cut' })).toBe('1,200 more are not shown; cut');
  expect(noteOf(value('1'))).toBeNull();
});

test.each<[string, ShownValue, boolean]>([
  ['the same', { ...order }, false],
  ['another text', { ...order, text: 'Order(2)' }, true],
  ['another child', value('Order(...)', [{ name: 'id', value: value('8') }, order.children[1]]), true],
  ['another name', value('Order(...)', [{ name: 'key', value: value('7') }, order.children[1]]), true],
  ['fewer children', value('Order(...)', [order.children[0]]), true],
])('changed: %s', (_, after, changed) => {
  expect(changedNames(roots, [{ name: 'order', value: after }]).has('order')).toBe(changed);
});

test('a local that was no argument has not changed', () => {
  expect(changedNames(roots, [{ name: 'total', value: value('1') }]).size).toBe(0);
  expect(changedNames(null, roots).size).toBe(0);
  expect(changedNames(roots, null).size).toBe(0);
});
