import { t } from '../app/texts.js';
import { figureColumns } from './columns.js';
import type { Column, Order } from './sort.js';

interface Props {
  readonly order: Order;
  readonly onSort: (column: Column) => void;
  /** Bytes were counted. */
  readonly countsMemory: boolean;
}

/** The headings: buttons that sort. */
export function GridHeader({ order, onSort, countsMemory }: Props) {
  const heading = (column: Column, title: string, hint: string, tone = '') => {
    const isSorted = order.column === column;
    return (
      <div
        key={column}
        class={`functions-heading ${tone}`}
        role="columnheader"
        aria-sort={isSorted ? (order.descending ? 'descending' : 'ascending') : 'none'}
      >
        <button type="button" class="functions-sort" title={hint} onClick={() => onSort(column)}>
          {title}
          <span
            class={`functions-order${isSorted ? ` functions-${order.descending ? 'descending' : 'ascending'}` : ''}`}
            aria-hidden="true"
          />
        </button>
      </div>
    );
  };
  return (
    <div class="functions-row functions-header" role="row" aria-rowindex={1}>
      {heading('qualname', t('Function'), t('Qualified name'))}
      {heading('file', t('File'), t('File and line of the definition'))}
      {figureColumns(countsMemory).map(({ column, title, hint }) => heading(column, title, hint, 'functions-figure'))}
    </div>
  );
}
