import './functions.css';
import { useEffect, useMemo } from 'preact/hooks';
import type { SortKey } from '../../src/store/api.js';
import { useModel } from '../app/model.js';
import { t } from '../app/texts.js';
import { countsMemory as counts, uncountedWords } from '../app/uncounted-words.js';
import { catalogOf } from './catalog.js';
import { countText } from './count-text.js';
import { Grid } from './grid.js';
import { filtered, isMemory, isOrder, sorted } from './sort.js';
import type { Order } from './sort.js';

/** What profilers show first: where the time is spent, not what waited for it. */
const bySelf: Order = { column: 'selfNs', descending: true };

/** By which of the host's orders the functions to send are chosen when there are too many. */
const hostOrders: Partial<Record<Order['column'], SortKey>> = {
  calls: 'calls',
  selfNs: 'self',
  totalNs: 'total',
  net: 'net',
  allocated: 'allocated',
};

function hostOrderOf({ column }: Order): SortKey {
  return hostOrders[column] ?? 'total';
}

function isText(kept: unknown): kept is string {
  return typeof kept === 'string';
}

function isOptionalId(kept: unknown): kept is number | null {
  return kept === null || typeof kept === 'number';
}

/** All functions of the run with their figures. */
export function TopFunctions() {
  const model = useModel();
  const catalog = catalogOf(model);
  const order = model.kept('functions.order', bySelf, isOrder);
  const filter = model.kept('functions.filter', '', isText);
  const current = model.kept('functions.current', null, isOptionalId);
  const all = catalog.rows.value;
  const { value: info } = model.info;
  const countsMemory = info !== null && counts(info);
  // An order of another recording, whose bytes were counted.
  const by = countsMemory || !isMemory(order.value.column) ? order.value : bySelf;
  const rows = useMemo(() => sorted(filtered(all ?? [], filter.value), by), [all, filter.value, by]);
  useEffect(() => catalog.sortBy(hostOrderOf(by)), [catalog, by.column]);
  return (
    <div class="functions-pane">
      <div class="functions-toolbar">
        <input
          class="text-input functions-filter"
          type="search"
          spellcheck={false}
          placeholder={t('Filter by function or file')}
          aria-label={t('Filter by function or file')}
          value={filter.value}
          onInput={({ currentTarget }) => {
            filter.value = currentTarget.value;
          }}
        />
        <span class="functions-count" role="status">
          {all === null ? '' : countText(rows.length, all.length, catalog.isCut.value ? hostOrderOf(by) : null)}
        </span>
        {all !== null && all.length > 0 && info !== null && !countsMemory && (
          <details class="functions-uncounted">
            <summary>{t('Bytes were not counted')}</summary>
            {uncountedWords(info)}
          </details>
        )}
      </div>
      {all !== null && rows.length > 0 && (
        <Grid
          rows={rows}
          countsMemory={countsMemory}
          order={by}
          onOrder={(next) => {
            order.value = next;
          }}
          current={current.value}
          onCurrent={(functionId) => {
            current.value = functionId;
          }}
        />
      )}
      {all !== null && rows.length === 0 && (
        <p class="functions-empty">
          {all.length === 0
            ? model.live.value
              ? t('No function was called yet.')
              : t('The recording holds no calls.')
            : t('No function matches the filter.')}
        </p>
      )}
    </div>
  );
}
