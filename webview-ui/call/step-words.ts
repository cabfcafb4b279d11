import { assertNever } from '../../src/base/assert-never.js';
import { t } from '../app/texts.js';
import { count } from './format.js';

/** What one goes through step by step: calls of a function, of a caller, outermost ones of a thread; or its tasks. */
export type StepKind = 'function' | 'caller' | 'top' | 'task';

export interface StepWords {
  readonly label: string;
  readonly previous: string;
  readonly next: string;
  /** While the place is not known. */
  readonly unplaced: string;
  /** @param index from 0. */
  readonly placed: (index: number, of: number) => string;
}

/** Whole sentences for each kind: other languages do not put them together as English does. */
export function stepWords(kind: StepKind): StepWords {
  switch (kind) {
    case 'function':
      return {
        label: t('of this function'),
        previous: t('Previous call of this function'),
        next: t('Next call of this function'),
        unplaced: t('call of this function'),
        placed: (index, of) => t('call {0} of {1} of this function', count(index + 1), count(of)),
      };
    case 'caller':
      return {
        label: t('of the same caller'),
        previous: t('Previous call of the same caller'),
        next: t('Next call of the same caller'),
        unplaced: t('call of the same caller'),
        placed: (index, of) => t('call {0} of {1} of the same caller', count(index + 1), count(of)),
      };
    case 'top':
      return {
        label: t('at the top of this thread'),
        previous: t('Previous call at the top of this thread'),
        next: t('Next call at the top of this thread'),
        unplaced: t('call at the top of this thread'),
        placed: (index, of) => t('call {0} of {1} at the top of this thread', count(index + 1), count(of)),
      };
    case 'task':
      return {
        label: t('of this thread'),
        previous: t('Previous task of this thread'),
        next: t('Next task of this thread'),
        unplaced: t('task of this thread'),
        placed: (index, of) => t('task {0} of {1} of this thread', count(index + 1), count(of)),
      };
    default:
      return assertNever(kind);
  }
}
