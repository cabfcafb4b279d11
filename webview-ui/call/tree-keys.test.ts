import { expect, test } from 'vitest';
import { treeMove } from './tree-keys.js';
import type { TreeLine } from './tree-keys.js';

function line(path: string, name: string, expandable = false, expanded = false): TreeLine {
  return { path, level: path.split('/').length, name, expandable, expanded };
}

const lines = [
  line('0', 'order', true, true),
  line('0/0', 'id'),
  line('0/1', 'items', true, false),
  line('1', 'note'),
  line('2', 'Other'),
];

test.each([
  ['0', 'ArrowDown', { focus: '0/0' }],
  ['2', 'ArrowDown', null],
  ['0', 'ArrowUp', null],
  ['1', 'ArrowUp', { focus: '0/1' }],
  ['0/1', 'Home', { focus: '0' }],
  ['0', 'End', { focus: '2' }],
  ['0', 'ArrowRight', { focus: '0/0' }],
  ['0/1', 'ArrowRight', { toggle: '0/1' }],
  ['1', 'ArrowRight', null],
  ['0', 'ArrowLeft', { toggle: '0' }],
  ['0/1', 'ArrowLeft', { focus: '0' }],
  ['1', 'ArrowLeft', null],
  ['0/1', 'Enter', { toggle: '0/1' }],
  ['0/1', ' ', { toggle: '0/1' }],
  ['1', 'Enter', null],
  ['0', 'o', { focus: '2' }],
  ['2', 'o', { focus: '0' }],
  ['0', 'x', null],
  ['0', 'Tab', null],
  ['gone', 'ArrowDown', { focus: '0' }],
  ['gone', 'x', null],
])('from %s, %s', (from, key, move) => expect(treeMove(lines, from, key)).toEqual(move));

test('an empty tree has nowhere to go', () => expect(treeMove([], '0', 'ArrowDown')).toBeNull());
