import { expect, test } from 'vitest';
import { KeptItems } from './kept-items.js';

/** `a1 b2 -a1`: item 1 of run a and item 2 of run b are expanded, item 1 of run a is collapsed. */
function after(steps: string): string {
  const items = new KeptItems([]);
  for (const step of steps.split(' ')) {
    if (step.startsWith('-')) items.delete(step.slice(1));
    else items.add(step[0], step);
  }
  return items
    .toKeep()
    .map(({ id }) => id)
    .join(' ');
}

test.each([
  ['a1 a2', 'a1 a2'],
  ['a1 a2 -a1', 'a2'],
  ['a1 b1 a1', 'b1 a1'],
  ['a1 b1 c1 d1', 'b1 c1 d1'],
  ['a1 a2 b1 c1 d1 a1', 'a2 c1 d1 a1'],
])('%s keeps %s', (steps, kept) => expect(after(steps)).toBe(kept));

test('is the same in the next session', () => {
  const items = new KeptItems([]);
  items.add('/r', 'run:/r');
  const again = new KeptItems(JSON.parse(JSON.stringify(items.toKeep())));
  expect([again.has('run:/r'), again.has('run:/s')]).toEqual([true, false]);
});

test('only so many are kept', () => {
  const items = new KeptItems([]);
  for (let at = 0; at < 1000; at++) items.add('/r', `call:${at}:/r`);
  expect(items.toKeep()).toHaveLength(300);
  expect(items.toKeep().at(-1)?.id).toBe('call:999:/r');
});

test.each([undefined, null, 'x', {}, [null, 1, {}, { folder: 1, id: 'x' }]])('%j holds no items', (kept) => {
  expect(new KeptItems(kept).toKeep()).toEqual([]);
});
