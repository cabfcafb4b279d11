import type { HeapAmount, HeapBase, HeapDifference } from '../../src/rpc/heap-compare-contract.js';
import type { HeapRecord } from '../../src/rpc/heap-contract.js';
import { t } from '../app/texts.js';
import { count, duration, size, sizeChange } from '../call/format.js';
import { plainName } from '../timeline/plain-name.js';
import { objectsText } from './words.js';

const NS_PER_MS = 1e6;

/** `+1,204`, `−3`, `0`. */
export function countChange(value: number): string {
  const sign = value > 0 ? '+' : value < 0 ? '\u2212' : '';
  return `${sign}${count(Math.abs(value))}`;
}

/** `12 · 1.50 KiB`. */
export function amountText({ count: objects, bytes }: HeapAmount): string {
  return objects === 0 ? '0' : `${count(objects)} · ${size(bytes)}`;
}

/** A snapshot as one to compare with: what the program called it, else its file, and when it was taken. */
export function baseText({ file, record }: HeapBase, own: HeapRecord | null): string {
  const name = record === null || record.label === '' ? file : record.label;
  const parts = [plainName(name)];
  const when = momentText(record, own);
  if (when !== '') parts.push(when);
  if (record !== null && own !== null && record.pid !== own.pid) parts.push(t('process {0}', record.pid));
  return parts.join(', ');
}

function momentText(base: HeapRecord | null, own: HeapRecord | null): string {
  if (base === null || own === null || base.takenMs <= 0 || own.takenMs <= 0) return '';
  const earlierMs = own.takenMs - base.takenMs;
  return earlierMs >= 0
    ? t('{0} before', duration(earlierMs * NS_PER_MS))
    : t('{0} later', duration(-earlierMs * NS_PER_MS));
}

/** What differs in all. */
export function differenceText({ counts, bytes, moves }: HeapDifference): string {
  const all = t('{0} and {1} objects in all.', sizeChange(bytes[1] - bytes[0]), countChange(counts[1] - counts[0]));
  if (moves === null) {
    return `${all} ${t('It is another process: objects cannot be told apart one by one, only by type and by the way they are held.')}`;
  }
  const { created, gone, grown } = moves;
  const parts = t(
    '{0} are new ({1}), {2} gone ({3}), {4} grown (by {5}).',
    count(created.count),
    size(created.bytes),
    count(gone.count),
    size(gone.bytes),
    count(grown.count),
    size(grown.bytes),
  );
  return `${all} ${parts}`;
}

/** What a row stands for, for the list of its objects. */
export function newText(objects: number, areNew: boolean): string {
  return areNew ? t('New: {0}', objectsText(objects)) : objectsText(objects);
}
