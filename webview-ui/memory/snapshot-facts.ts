import type { HeapSummary } from '../../src/rpc/heap-contract.js';
import { t } from '../app/texts.js';
import { count, percent, size } from '../call/format.js';
import { plainName } from '../timeline/plain-name.js';
import { objectsText, reasonText } from './words.js';

export interface SnapshotFact {
  readonly name: string;
  readonly value: string;
  readonly hint?: string;
}

/** What is known of a snapshot as a whole, in the order in which people ask. */
export function snapshotFacts(summary: HeapSummary): readonly SnapshotFact[] {
  const { objects, references, bytes, unreachable, types, record } = summary;
  const facts: SnapshotFact[] = [
    { name: t('Objects'), value: count(objects) },
    { name: t('Bytes of objects'), value: size(bytes) },
    { name: t('References'), value: count(references) },
    { name: t('Types'), value: count(types) },
    {
      name: t('Unreachable'),
      value: unreachable.count === 0 ? t('none') : `${size(unreachable.bytes)}, ${objectsText(unreachable.count)}`,
      hint: t('Objects that only each other keep alive, until the garbage collector comes to them'),
    },
  ];
  if (record === null) return facts;
  const { rssBytes } = record;
  if (rssBytes !== null) {
    const rest = rssBytes - bytes;
    facts.push(
      {
        name: t('Resident'),
        value: size(rssBytes),
        hint: t('Memory of the process that was in RAM, as the system counts it'),
      },
      {
        name: t('Unexplained'),
        value: rest > 0 ? t('{0}, {1} of resident', size(rest), percent(rest / rssBytes)) : t('none'),
        hint: t(
          'Resident memory that is no Python object: the interpreter itself, C libraries, what allocators keep free, buffers whose size nobody tells',
        ),
      },
    );
  }
  const told: readonly (readonly [string, string])[] = [
    [t('Label'), record.label],
    [t('Reason'), reasonText(record.reason)],
    [t('Taken'), record.takenMs > 0 ? new Date(record.takenMs).toLocaleString() : ''],
    [t('Process'), record.pid > 0 ? String(record.pid) : ''],
    [t('Python'), record.python],
    [t('Walker'), record.walker],
  ];
  for (const [name, value] of told) if (value !== '') facts.push({ name, value: plainName(value) });
  return facts;
}
