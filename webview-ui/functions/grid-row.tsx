import type { FunctionStats } from '../../src/store/api.js';
import { PlaceLink } from '../call/place-link.js';
import { plainName } from '../timeline/plain-name.js';
import { figureColumns } from './columns.js';

/** Pixels; functions.css says the same. */
export const ROW_HEIGHT = 24;

interface Props {
  readonly row: FunctionStats;
  readonly id: string;
  /** From 0, without the headings. */
  readonly index: number;
  readonly isCurrent: boolean;
  /** The largest of each figure that has a bar. */
  readonly most: { readonly selfNs: number; readonly totalNs: number };
  /** Bytes were counted. */
  readonly countsMemory: boolean;
  readonly onClick: () => void;
  readonly onOpen: () => void;
}

export function GridRow({ row, id, index, isCurrent, most, countsMemory, onClick, onOpen }: Props) {
  return (
    <div
      class={`functions-row functions-line${isCurrent ? ' functions-current' : ''}`}
      role="row"
      id={id}
      aria-rowindex={index + 2}
      aria-selected={isCurrent}
      style={{ transform: `translateY(${index * ROW_HEIGHT}px)` }}
      onClick={onClick}
      onDblClick={onOpen}
    >
      <div class="functions-cell functions-name" role="gridcell" title={plainName(row.qualname)}>
        {plainName(row.qualname)}
      </div>
      <div class="functions-cell functions-file" role="gridcell">
        <PlaceLink file={row.file} line={row.line} tabIndex={-1} />
      </div>
      {figureColumns(countsMemory).map(({ column, text, hasBar }) => (
        <div
          key={column}
          class={`functions-cell functions-figure${column === 'exceptions' ? ' functions-raised' : ''}`}
          role="gridcell"
        >
          {hasBar && <Bar fraction={share(row, most, column)} />}
          <span class="functions-text">{text(row)}</span>
        </div>
      ))}
    </div>
  );
}

function Bar({ fraction }: { readonly fraction: number }) {
  return <span class="meter-bar" aria-hidden="true" style={{ width: `${Math.min(1, fraction) * 100}%` }} />;
}

function share(row: FunctionStats, most: Props['most'], column: string): number {
  const key = column === 'selfNs' ? 'selfNs' : 'totalNs';
  return most[key] > 0 ? row[key] / most[key] : 0;
}
