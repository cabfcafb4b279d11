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
}

/** Values as a tree: arrows, Home, End and letters move; Enter and Space open; Ctrl+C copies. */
export function ValueTree({ label, roots, changed, open }: Props) {
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
}

function Line({ row, isChanged, isFocusable, onClick }: LineProps) {
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
      <button
        type="button"
        class="call-copy"
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
