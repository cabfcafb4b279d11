import type { FunctionStats } from '../../src/store/api.js';
import { t } from '../app/texts.js';
import { count, duration } from '../call/format.js';
import type { Column } from './sort.js';

/** A column of figures. */
export interface FigureColumn {
  readonly column: Extract<Column, 'calls' | 'selfNs' | 'totalNs' | 'minNs' | 'maxNs' | 'exceptions'>;
  readonly title: string;
  readonly hint: string;
  readonly text: (row: FunctionStats) => string;
  /** A bar behind the figure stands for its share of the largest. */
  readonly hasBar: boolean;
}

export const figureColumns: readonly FigureColumn[] = [
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
