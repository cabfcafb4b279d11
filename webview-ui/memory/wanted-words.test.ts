import { expect, test } from 'vitest';
import type { HeapFound, HeapWanted } from '../../src/rpc/heap-contract.js';
import { isWanted, wantedText } from './wanted-words.js';

const wanted: HeapWanted = { name: 'order', function: 'keep', type: 'shop.Order', address: '0x7f00', laterNs: 2e9 };
const found: HeapFound = { node: 4, typeThere: 'shop.Order', type: 1, count: 12 };
const gone: HeapFound = { ...found, node: null, typeThere: null };

test.each<[what: string, wanted: HeapWanted, found: HeapFound, words: RegExp]>([
  ['found', wanted, found, /^order of keep\(\): a shop\.Order lies at 0x7f00, .* 2\.00 s before .* unless .* freed/],
  [
    'found earlier',
    { ...wanted, laterNs: -1e9 },
    found,
    /1\.00 s after this snapshot\. .* only if it was there already/,
  ],
  [
    'gone',
    wanted,
    gone,
    /^order of keep\(\) is gone: nothing lies .*, 0x7f00, .* 2\.00 s later\. Listed .*: 12 objects/,
  ],
  [
    'replaced',
    wanted,
    { ...gone, typeThere: 'dict' },
    /is gone: it was freed .* At its address, 0x7f00, lies a dict now\./,
  ],
  ['not yet there', { ...wanted, laterNs: -1e9 }, gone, /not in this snapshot, which was taken 1\.00 s before/],
  ['without an address', { ...wanted, type: 'list', address: null }, gone, /do not tell the address of a list/],
  ['of no type', wanted, { ...gone, type: null, count: 0 }, /There is no object of type shop\.Order in it\.$/],
  ['a result', { ...wanted, name: '' }, found, /^What came out of keep\(\): /],
  ['hostile', { ...wanted, name: 'a\u202eb', type: '\u001b[31m' }, found, /^a\ufffdb of keep\(\): a \ufffd\[31m lies/],
])('what is %s is said with how sure that is', (_what, given, answer, words) => {
  expect(wantedText(given, answer)).toMatch(words);
});

test('only what can be shown is taken over from an earlier page', () => {
  expect([wanted, { ...wanted, address: null }, null].map(isWanted)).toEqual([true, true, true]);
  const wrong = [undefined, 7, {}, { ...wanted, laterNs: 'x' }, { ...wanted, address: 5 }, { ...wanted, name: null }];
  expect(wrong.map(isWanted)).toEqual(wrong.map(() => false));
});
