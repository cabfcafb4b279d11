import type { SnapshotRecord } from '../format/snapshot-records.js';
import { holderName } from '../heap/holding-path.js';
import { unreachableByType } from '../heap/unreachable.js';
import type { Holder, Verdict } from '../heap/verdict.js';
import type { HeapHolder, HeapRecord, HeapSummary } from '../rpc/heap-contract.js';
import { cutText } from './cut-text.js';
import type { OpenHeap } from './heap-objects.js';
import { shown, shownSteps } from './heap-steps.js';

/** Of the sentence, in code units: it holds a path. */
const LONGEST_SENTENCE = 1000;
const MOST_PROBLEMS = 50;

/** @param types how many there are objects of. */
export function summaryOf(heap: OpenHeap, { sentence, holders }: Verdict, types: number): HeapSummary {
  const { snapshot, graph } = heap.found;
  const unreachable = unreachableByType(heap.found);
  return {
    sentence: sentence === null ? null : cutText(sentence, LONGEST_SENTENCE),
    holders: holders.map((holder) => shownHolder(heap, holder)),
    objects: graph.nodeCount,
    references: graph.edgeCount,
    bytes: sumOf(graph.shallow),
    unreachable: { count: sumOf(unreachable?.count ?? []), bytes: sumOf(unreachable?.bytes ?? []) },
    types,
    record: snapshot.record === null ? null : recordOf(snapshot.record),
    problems: snapshot.problems.slice(0, MOST_PROBLEMS).map(({ message }) => cutText(message, LONGEST_SENTENCE)),
  };
}

function sumOf(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

function shownHolder(heap: OpenHeap, holder: Holder): HeapHolder {
  const { confidence, idiom, path, others, retainedBytes, count, itemCount, itemType, shape } = holder;
  return {
    name: shown(holderName(path)),
    confidence,
    idiom: idiom === null ? null : { name: idiom.name, because: idiom.because, todo: idiom.todo },
    path: shownSteps(heap, path),
    others: others.map(shown),
    retainedBytes,
    count,
    itemCount,
    itemType: shown(itemType),
    shape,
  };
}

/** What a snapshot says of itself, ready to be shown. */
export function recordOf(record: SnapshotRecord): HeapRecord {
  return {
    pid: record.pid,
    takenMs: Number(record.takenEpochNs / 1000n) / 1000,
    python: shown(record.pythonVersion),
    label: shown(record.label),
    reason: shown(record.reason),
    walker: shown(record.walker),
    rssBytes: record.rssBytes,
  };
}
