import { expect, test } from 'vitest';
import { tabAfter } from './tab-after.js';

const tabs = ['verdict', 'types', 'retainers'];

test.each([
  ['verdict', 'ArrowRight', 'types'],
  ['retainers', 'ArrowRight', 'verdict'],
  ['types', 'ArrowLeft', 'verdict'],
  ['verdict', 'ArrowLeft', 'retainers'],
  ['types', 'Home', 'verdict'],
  ['types', 'End', 'retainers'],
  ['types', 'Enter', null],
])('from %s the key %s leads to %s', (tab, key, next) => {
  expect(tabAfter(tabs, tab, key)).toBe(next);
});
