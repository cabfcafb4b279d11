import { signal } from '@preact/signals';
import { expect, test } from 'vitest';
import type { RunSnapshot } from '../../src/rpc/view-contract.js';
import type { Tab } from './model.js';
import { shownTab, shownTabs } from './shown-tabs.js';

const one: RunSnapshot = { file: 'heap-7-1.thheap', record: null, verdict: null };

test('the tab of snapshots is there when there are some, and is chosen again then', () => {
  const model = { tab: signal<Tab>('memory'), snapshots: signal<readonly RunSnapshot[]>([]) };
  expect(shownTabs(model)).toEqual(['timeline', 'functions', 'flame', 'sandwich']);
  expect(shownTab(model)).toBe('timeline');
  model.snapshots.value = [one];
  expect(shownTabs(model)).toEqual(['timeline', 'functions', 'flame', 'sandwich', 'memory']);
  expect(shownTab(model)).toBe('memory');
});
