import { snapshotBytes } from '../heap/snapshot-file.js';
import type { MadeObject } from '../heap/snapshot-file.js';
import { SnapshotField } from '../../src/format/schema.gen.js';

/** Of `programBytes`. */
const PROGRAM_PID = 4242;
const PROGRAM_START_NS = 1_700_000_000_000_000_000n;

export interface MadeCache {
  readonly entries: number;
  /** Since the program began. */
  readonly takenNs: number;
  readonly pid?: number;
  readonly label?: string;
  /** Of the objects that the cache holds. */
  readonly type?: string;
  readonly isCut?: boolean;
}

/** A snapshot of a program whose module `shop` has a cache with so many entries of 100 kB each. */
export function cacheSnapshot({
  entries,
  takenNs,
  pid = PROGRAM_PID,
  label = '',
  type = 'Page',
  isCut = false,
}: MadeCache): Uint8Array {
  const first = 3;
  const pages = Array.from({ length: entries }, () => ({ type, size: 100_000 }));
  const objects: MadeObject[] = [
    {
      type: 'module',
      size: 72,
      edges: [['attribute', '__dict__', 1]],
      place: { file: '/project/shop.py', line: 1, name: 'shop' },
    },
    { type: 'dict', size: 232, edges: [['key', "'cache'", 2]] },
    {
      type: 'dict',
      size: 64 * (entries + 1),
      edges: pages.map((_page, at) => ['key', `'page-${at}'`, first + at] as const),
    },
    ...pages,
  ];
  const record = new Map<SnapshotField, unknown>([
    [SnapshotField.pid, pid],
    [SnapshotField.takenEpochNs, PROGRAM_START_NS + BigInt(takenNs)],
    [SnapshotField.pythonVersion, '3.12.1'],
    [SnapshotField.label, label],
    [SnapshotField.reason, 'api'],
    [SnapshotField.walker, 'native'],
    [SnapshotField.rssBytes, 50_000_000],
  ]);
  return snapshotBytes({ objects, roots: [[0, 'shop']], record, isCut });
}
