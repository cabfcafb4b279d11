import { useRef, useState } from 'preact/hooks';
import type { ShownChild } from '../../src/rpc/view-contract.js';
import { t } from '../app/texts.js';
import { treeMove } from './tree-keys.js';
import { noteOf, valueRows } from './value-rows.js';
import type { ValueRow } from './value-rows.js';

interface Props {
  readonly label: string;
  readonly roots: readonly ShownChild[];
  /** Names at the top to be marked, as those whose value is another than at the start of the call. */
  readonly changed?: ReadonlySet<string>;
  /** Paths that are open; stays the same set when the next call of the function is shown. */
  readonly open: Set<string>;
  /** Shows in a heap snapshot who keeps the object of a line alive. */
  readonly onKeeper: (row: ValueRow) => void;
}

/**
 * Values as a tree: arrows, Home, End and letters move; Enter and Space open; Ctrl+C copies; Shift+Enter asks who keeps a value
 * alive.
 */
export function ValueTree({ label, roots, changed, open, onKeeper }: Props) {
  const [, redraw] = useState(0);
  const [current, setCurrent] = useState('0');
  const list = useRef<HTMLDivElement>(null);
  const rows = valueRows(roots, open);
  const focusable = rows.some(({ path }) => path === current) ? current : rows[0]?.path;

  const toggle = (path: string) => {
    if (!open.delete(path)) open.add(path);
    redraw((count) => count + 1);
  };
  const focus = (path: string) => {
    setCurrent(path);
    list.current?.querySelector<HTMLElement>(`[data-path="${path}"]`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows.find(({ path }) => path === focusable);
    if (event.altKey || row === undefined) return;
    if (event.ctrlKey || event.metaKey) {
      if (event.key === 'c' && getSelection()?.isCollapsed !== false) copy(row);
      return;
    }
    if (event.shiftKey && event.key === 'Enter') {
      event.preventDefault();
      if (row.value.object !== undefined) onKeeper(row);
      return;
    }
    const move = treeMove(rows, row.path, event.key);
    if (move === null) return;
    event.preventDefault();
    if ('focus' in move) focus(move.focus);
    else toggle(move.toggle);
  };

  return (
    <div class="call-tree" role="tree" aria-label={label} ref={list} onKeyDown={onKeyDown}>
      {rows.map((row) => (
        <Line
          key={row.path}
          row={row}
          isChanged={row.level === 1 && changed?.has(row.name) === true}
          isFocusable={row.path === focusable}
          onKeeper={() => onKeeper(row)}
          onClick={() => {
            focus(row.path);
            if (row.expandable && getSelection()?.isCollapsed !== false) toggle(row.path);
          }}
        />
      ))}
    </div>
  );
}

function copy({ value }: ValueRow): void {
  void navigator.clipboard.writeText(value.text);
}

interface LineProps {
  readonly row: ValueRow;
  readonly isChanged: boolean;
  readonly isFocusable: boolean;
  readonly onClick: () => void;
  readonly onKeeper: () => void;
}

function Line({ row, isChanged, isFocusable, onClick, onKeeper }: LineProps) {
  const { value, name, level } = row;
  const note = row.expanded ? noteOf(value) : null;
  return (
    <div
      class={`call-line${row.expanded ? ' call-line-open' : ''}`}
      role="treeitem"
      aria-level={level}
      aria-posinset={row.position}
      aria-setsize={row.setSize}
      {...(row.expandable ? { 'aria-expanded': row.expanded } : {})}
      tabIndex={isFocusable ? 0 : -1}
      data-path={row.path}
      {...(value.object === undefined ? {} : { 'aria-keyshortcuts': 'Shift+Enter' })}
      style={{ paddingInlineStart: `${(level - 1) * 14}px` }}
      onClick={onClick}
    >
      <span class={`call-twistie${row.expandable ? '' : ' call-twistie-none'}`} aria-hidden="true" />
      <span class="call-text">
        {name !== '' && <span class="call-name">{name}</span>}
        {name !== '' && <span class="faint"> = </span>}
        <span class={`call-value call-tone-${value.tone}`}>{value.text}</span>
        {value.type !== '' && <span class="call-type"> {value.type}</span>}
        {note !== null && <span class="call-note">{note}</span>}
      </span>
      {isChanged && (
        <span class="call-changed" title={t('Not what it was when the call began')}>
          {t('changed')}
        </span>
      )}
      {value.object !== undefined && (
        <button
          type="button"
          class="call-action"
          tabIndex={-1}
          title={t('Who keeps this alive? Shows it in a heap snapshot (Shift+Enter)')}
          onClick={(event) => {
            event.stopPropagation();
            onKeeper();
          }}
        >
          {t('Who keeps this alive?')}
        </button>
      )}
      <button
        type="button"
        class="call-action"
        tabIndex={-1}
        aria-label={name === '' ? t('Copy the value of this line') : t('Copy the value of {0}', name)}
        title={t('Copy (Ctrl+C)')}
        onClick={(event) => {
          event.stopPropagation();
          copy(row);
        }}
      >
        {t('Copy')}
      </button>
    </div>
  );
}
