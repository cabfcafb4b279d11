import { expect, test } from 'vitest';
import type { HeapHolder } from '../../src/rpc/heap-contract.js';
import { heldText, objectsText, reasonText } from './words.js';

test.each([
  ['exit', 'at the end of the program'],
  ['api', 'asked for by the program'],
  ['command', 'asked for on the command line'],
  ['editor', 'asked for in the editor'],
  ['breakpoint', 'at a breakpoint'],
  ['every', 'taken at intervals'],
  ['growth', 'because memory had grown'],
  ['every 10 s', 'every 10 s'],
  ['constructor', 'constructor'],
  ['\u202ereversed', '�reversed'],
])('a snapshot for the reason %s was taken %s', (reason, words) => {
  expect(reasonText(reason)).toBe(words);
});

test('one object is not several', () => {
  expect([objectsText(1), objectsText(1234)]).toEqual(['1 object', '1,234 objects']);
});

test('a holder of many alike is told by their type, any other by how many it keeps', () => {
  const holder = { shape: 'items', itemCount: 60, itemType: 'tuple', count: 241 } as unknown as HeapHolder;
  expect(heldText(holder)).toBe('60 objects of type tuple');
  expect(heldText({ ...holder, shape: 'chain' })).toBe('241 objects');
});
