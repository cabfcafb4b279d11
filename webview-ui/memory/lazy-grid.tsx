import '../functions/functions.css';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { rowMove, scrolledTo, windowOf } from '../functions/virtual.js';
import type { Rows } from './rows.js';

export interface GridColumn<Row> {
  readonly id: string;
  readonly title: string;
  readonly hint: string;
  readonly isFigure: boolean;
  readonly text: (row: Row) => string;
  /** Of the largest, 0 to 1: a bar behind the figure. */
  readonly share?: (row: Row) => number;
}

interface Order {
  readonly column: string;
  readonly descending: boolean;
}

interface Props<Row> {
  /** Begins the ids of its rows, and the class of its columns' widths. */
  readonly name: string;
  readonly label: string;
  readonly columns: readonly GridColumn<Row>[];
  readonly rows: Pick<Rows<Row, unknown>, 'cache' | 'want'>;
  readonly keyOf: (row: Row) => number;
  readonly current: number | null;
  readonly onCurrent: (row: Row) => void;
  /** By Enter or a double click. */
  readonly onOpen?: (row: Row) => void;
  /** Null where the order is one only. */
  readonly order: Order | null;
  readonly onSort?: (column: string) => void;
}

/** Pixels; functions.css says the same. */
const ROW_HEIGHT = 24;
const HEADER_HEIGHT = 28;

/** A table of any length: only rows in sight are in the page, and asked for. */
export function LazyGrid<Row>({
  name,
  label,
  columns,
  rows,
  keyOf,
  current,
  onCurrent,
  onOpen,
  order,
  onSort,
}: Props<Row>) {
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 400 });
  /** Where the keyboard went while the row was on its way. */
  const [awaited, setAwaited] = useState<number | null>(null);
  const { cache, want } = rows;
  const measure = () => {
    const element = scroller.current;
    if (element === null) return;
    const next = { top: element.scrollTop, height: element.clientHeight - HEADER_HEIGHT };
    setView((before) => (before.top === next.top && before.height === next.height ? before : next));
  };
  useLayoutEffect(() => {
    const observer = new ResizeObserver(measure);
    if (scroller.current !== null) observer.observe(scroller.current);
    return () => observer.disconnect();
  }, []);
  // Another list begins at its beginning.
  useLayoutEffect(() => {
    if (scroller.current !== null) scroller.current.scrollTop = 0;
    setAwaited(null);
  }, [cache]);
  const { first, end } = windowOf(view.top, view.height, ROW_HEIGHT, cache.total);
  useEffect(() => want(first, end), [cache, first, end]);

  useEffect(() => {
    const row = awaited === null ? null : cache.row(awaited);
    if (row === null) return;
    setAwaited(null);
    onCurrent(row);
  });

  const found = current === null ? -1 : cache.find((row) => keyOf(row) === current);
  const at = awaited ?? found;
  const go = (index: number) => {
    const element = scroller.current;
    const row = cache.row(index);
    if (element === null) return;
    element.scrollTop = scrolledTo(index, element.scrollTop, element.clientHeight - HEADER_HEIGHT, ROW_HEIGHT);
    setAwaited(row === null ? index : null);
    if (row !== null) onCurrent(row);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== scroller.current || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Enter' && at >= 0) {
      const row = cache.row(at);
      if (row !== null) onOpen?.(row);
      event.preventDefault();
      return;
    }
    const next = rowMove(at, event.key, cache.total, Math.max(1, Math.floor(view.height / ROW_HEIGHT) - 1));
    if (next === null || cache.total === 0) return;
    event.preventDefault();
    go(next);
  };
  const rowId = (key: number) => `${name}-row-${key}`;
  const indices = Array.from({ length: Math.max(0, end - first) }, (_, offset) => first + offset);
  return (
    <div
      class={`functions-grid memory-grid ${name}-grid`}
      role="grid"
      aria-label={label}
      aria-rowcount={cache.total + 1}
      aria-colcount={columns.length}
      {...(found >= first && found < end && current !== null ? { 'aria-activedescendant': rowId(current) } : {})}
      tabIndex={0}
      ref={scroller}
      onScroll={measure}
      onKeyDown={onKeyDown}
    >
      <div class="functions-row functions-header" role="row" aria-rowindex={1}>
        {columns.map((column) => (
          <Heading key={column.id} column={column} order={order} {...(onSort === undefined ? {} : { onSort })} />
        ))}
      </div>
      <div class="functions-rows" role="rowgroup" style={{ height: `${cache.total * ROW_HEIGHT}px` }}>
        {indices.map((index) => {
          const row = cache.row(index);
          const key = row === null ? null : keyOf(row);
          const isCurrent = key !== null && key === current;
          return (
            <div
              key={index}
              class={`functions-row functions-line${isCurrent ? ' functions-current' : ''}`}
              role="row"
              {...(key === null ? {} : { id: rowId(key) })}
              aria-rowindex={index + 2}
              aria-selected={isCurrent}
              style={{ transform: `translateY(${index * ROW_HEIGHT}px)` }}
              onClick={() => row !== null && onCurrent(row)}
              onDblClick={() => row !== null && onOpen?.(row)}
            >
              {columns.map((column, place) => (
                <Cell key={column.id} column={column} row={row} isFirst={place === 0} />
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Heading<Row>({
  column: { id, title, hint, isFigure },
  order,
  onSort,
}: {
  readonly column: GridColumn<Row>;
  readonly order: Order | null;
  readonly onSort?: (column: string) => void;
}) {
  const isSorted = order?.column === id;
  const direction = order?.descending === true ? 'descending' : 'ascending';
  return (
    <div
      class={`functions-heading${isFigure ? ' functions-figure' : ''}`}
      role="columnheader"
      {...(onSort === undefined ? {} : { 'aria-sort': isSorted ? direction : 'none' })}
    >
      {onSort === undefined ? (
        <span class="functions-sort memory-unsorted" title={hint}>
          {title}
        </span>
      ) : (
        <button type="button" class="functions-sort" title={hint} onClick={() => onSort(id)}>
          {title}
          <span class={`functions-order${isSorted ? ` functions-${direction}` : ''}`} aria-hidden="true" />
        </button>
      )}
    </div>
  );
}

function Cell<Row>({
  column: { isFigure, text, share },
  row,
  isFirst,
}: {
  readonly column: GridColumn<Row>;
  readonly row: Row | null;
  readonly isFirst: boolean;
}) {
  const shown = row === null ? (isFirst ? '…' : '') : text(row);
  return (
    <div
      class={`functions-cell${isFigure ? ' functions-figure' : ''}${isFirst ? ' functions-name' : ''}`}
      role="gridcell"
      {...(isFirst ? { title: shown } : {})}
    >
      {share !== undefined && row !== null && (
        <span
          class="meter-bar"
          aria-hidden="true"
          style={{ width: `${Math.min(1, Math.max(0, share(row))) * 100}%` }}
        />
      )}
      <span class="functions-text">{shown}</span>
    </div>
  );
}
