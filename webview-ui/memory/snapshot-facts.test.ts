import { expect, test } from 'vitest';
import type { HeapSummary } from '../../src/rpc/heap-contract.js';
import { snapshotFacts } from './snapshot-facts.js';

const summary: HeapSummary = {
  sentence: null,
  holders: [],
  objects: 12_000,
  references: 30_000,
  bytes: 3 << 20,
  unreachable: { count: 0, bytes: 0 },
  types: 200,
  record: {
    pid: 42,
    takenMs: 0,
    python: '3.12.1',
    label: '',
    reason: 'exit',
    walker: 'pure',
    rssBytes: 12 << 20,
  },
  problems: [],
};

function facts(changed: Partial<HeapSummary> = {}): ReadonlyMap<string, string> {
  return new Map(snapshotFacts({ ...summary, ...changed }).map(({ name, value }) => [name, value]));
}

test('what no object explains of the resident memory is told', () => {
  expect(facts().get('Resident')).toBe('12.0 MiB');
  expect(facts().get('Unexplained')).toBe('9.00 MiB, 75.0 % of resident');
  expect(facts({ bytes: 13 << 20 }).get('Unexplained')).toBe('none');
});

test('what the snapshot does not say is left out', () => {
  expect([...facts().keys()]).toEqual([
    'Objects',
    'Bytes of objects',
    'References',
    'Types',
    'Unreachable',
    'Resident',
    'Unexplained',
    'Reason',
    'Process',
    'Python',
    'Walker',
  ]);
  expect(facts().get('Reason')).toBe('at the end of the program');
  expect(facts({ record: null }).size).toBe(5);
  expect(facts({ unreachable: { count: 2, bytes: 2048 } }).get('Unreachable')).toBe('2.00 KiB, 2 objects');
});
