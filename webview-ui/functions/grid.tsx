import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { FunctionStats } from '../../src/store/api.js';
import { useModel } from '../app/model.js';
import { t } from '../app/texts.js';
import { figureColumns } from './columns.js';
import { GridHeader } from './grid-header.js';
import { GridRow, ROW_HEIGHT } from './grid-row.js';
import { nextOrder } from './sort.js';
import type { Column, Order } from './sort.js';
import { rowMove, scrolledTo, windowOf } from './virtual.js';

interface Props {
  readonly rows: readonly FunctionStats[];
  /** Bytes were counted. */
  readonly countsMemory: boolean;
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
  /** The function of the line that the keyboard is on; it stays when the order changes. */
  readonly current: number | null;
  readonly onCurrent: (functionId: number) => void;
}

/** Height of the headings, pixels; functions.css says the same. */
const HEADER_HEIGHT = 28;

/** The table: of thousands of rows only those in sight are in the page. */
export function Grid({ rows, countsMemory, order, onOrder, current, onCurrent }: Props) {
  const model = useModel();
  const scroller = useRef<HTMLDivElement>(null);
  const kept = model.kept('functions.scrollTop', 0, isLength);
  const [view, setView] = useState({ top: kept.peek(), height: 600 });
  const measure = () => {
    const element = scroller.current;
    if (element === null) return;
    const next = { top: element.scrollTop, height: element.clientHeight - HEADER_HEIGHT };
    kept.value = next.top;
    setView((before) => (before.top === next.top && before.height === next.height ? before : next));
  };
  useLayoutEffect(() => {
    const observer = new ResizeObserver(measure);
    if (scroller.current !== null) {
      scroller.current.scrollTop = kept.peek();
      observer.observe(scroller.current);
    }
    return () => observer.disconnect();
  }, []);

  const at = rows.findIndex(({ functionId }) => functionId === current);
  const open = ({ functionId }: FunctionStats) => {
    model.focusFunction.value = functionId;
    model.tab.value = 'sandwich';
  };
  const go = (index: number) => {
    const element = scroller.current;
    if (element === null || rows.length === 0) return;
    onCurrent(rows[index].functionId);
    element.scrollTop = scrolledTo(index, element.scrollTop, element.clientHeight - HEADER_HEIGHT, ROW_HEIGHT);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== scroller.current) return;
    if (event.key === 'Enter' && at >= 0) {
      event.preventDefault();
      const row = rows[at];
      if (event.ctrlKey || event.metaKey) model.reveal(row.file, row.line);
      else open(row);
      return;
    }
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const next = rowMove(at, event.key, rows.length, Math.max(1, Math.floor(view.height / ROW_HEIGHT) - 1));
    if (next === null) return;
    event.preventDefault();
    go(next);
  };
  const onSort = (column: Column) => {
    onOrder(nextOrder(order, column));
    if (scroller.current !== null) scroller.current.scrollTop = 0;
  };

  const { first, end } = windowOf(view.top, view.height, ROW_HEIGHT, rows.length);
  const most = useMemo(() => ({ selfNs: largest(rows, 'selfNs'), totalNs: largest(rows, 'totalNs') }), [rows]);
  const isCurrentDrawn = at >= first && at < end;
  return (
    <div
      class={`functions-grid${countsMemory ? ' functions-counted' : ''}`}
      role="grid"
      aria-label={t('Functions')}
      aria-rowcount={rows.length + 1}
      aria-colcount={2 + figureColumns(countsMemory).length}
      {...(isCurrentDrawn ? { 'aria-activedescendant': rowId(rows[at]) } : {})}
      tabIndex={0}
      ref={scroller}
      onScroll={measure}
      onKeyDown={onKeyDown}
    >
      <GridHeader order={order} onSort={onSort} countsMemory={countsMemory} />
      <div class="functions-rows" role="rowgroup" style={{ height: `${rows.length * ROW_HEIGHT}px` }}>
        {rows.slice(first, end).map((row, offset) => (
          <GridRow
            key={row.functionId}
            id={rowId(row)}
            row={row}
            index={first + offset}
            isCurrent={row.functionId === current}
            most={most}
            countsMemory={countsMemory}
            onClick={() => onCurrent(row.functionId)}
            onOpen={() => open(row)}
          />
        ))}
      </div>
    </div>
  );
}

function isLength(kept: unknown): kept is number {
  return typeof kept === 'number' && kept >= 0;
}

function rowId({ functionId }: FunctionStats): string {
  return `functions-row-${functionId}`;
}

function largest(rows: readonly FunctionStats[], key: 'selfNs' | 'totalNs'): number {
  return rows.reduce((most, row) => Math.max(most, row[key]), 0);
}
