import type { FunctionStats } from '../../src/store/api.js';
import { t } from '../app/texts.js';
import { count, duration, size, sizeChange } from '../call/format.js';
import { bytesOf } from './sort.js';
import type { Column } from './sort.js';

/** A column of figures. */
export interface FigureColumn {
  readonly column: Exclude<Column, 'qualname' | 'file'>;
  readonly title: string;
  readonly hint: string;
  readonly text: (row: FunctionStats) => string;
  /** A bar behind the figure stands for its share of the largest. */
  readonly hasBar: boolean;
}

const timeColumns: readonly FigureColumn[] = [
  {
    column: 'calls',
    title: t('Calls'),
    hint: t('Calls that began; a generator counts once'),
    text: ({ calls }) => count(calls),
    hasBar: false,
  },
  {
    column: 'selfNs',
    title: t('Self'),
    hint: t('Time in the function itself'),
    text: ({ selfNs }) => duration(selfNs),
    hasBar: true,
  },
  {
    column: 'totalNs',
    title: t('Total'),
    hint: t('Time in the function and what it called; recursion is counted once'),
    text: ({ totalNs }) => duration(totalNs),
    hasBar: true,
  },
  {
    column: 'minNs',
    title: t('Min'),
    hint: t('The shortest call'),
    text: ({ minNs }) => duration(minNs),
    hasBar: false,
  },
  {
    column: 'maxNs',
    title: t('Max'),
    hint: t('The longest call'),
    text: ({ maxNs }) => duration(maxNs),
    hasBar: false,
  },
  {
    column: 'exceptions',
    title: t('Raised'),
    hint: t('Calls that an exception left'),
    text: ({ exceptions }) => (exceptions === 0 ? '' : count(exceptions)),
    hasBar: false,
  },
];

/** Of recordings whose bytes were counted. */
const memoryColumns: readonly FigureColumn[] = [
  {
    column: 'allocated',
    title: t('Allocated'),
    hint: t('Bytes that the function itself allocated'),
    text: ({ memory }) => (memory === undefined ? '' : size(memory.self.allocated)),
    hasBar: false,
  },
  {
    column: 'freed',
    title: t('Freed'),
    hint: t('Bytes that the function itself freed, whoever allocated them'),
    text: ({ memory }) => (memory === undefined ? '' : size(memory.self.freed)),
    hasBar: false,
  },
  {
    column: 'net',
    title: t('Net'),
    hint: t(
      'Bytes allocated less bytes freed by the function itself. What local variables held is freed after the return, by its caller.',
    ),
    text: (row) => (row.memory === undefined ? '' : sizeChange(bytesOf(row, 'net'))),
    hasBar: false,
  },
  {
    column: 'netTotal',
    title: t('Net Total'),
    hint: t('Bytes allocated less bytes freed by the function and what it called'),
    text: (row) => (row.memory === undefined ? '' : sizeChange(bytesOf(row, 'netTotal'))),
    hasBar: false,
  },
];

const allColumns = [...timeColumns, ...memoryColumns];

export function figureColumns(countsMemory: boolean): readonly FigureColumn[] {
  return countsMemory ? allColumns : timeColumns;
}
