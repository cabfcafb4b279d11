import { useEffect, useMemo, useState } from 'preact/hooks';
import type { HeapTypeRow, HeapTypes } from '../../src/rpc/heap-contract.js';
import { Problem } from '../app/problem.js';
import { t } from '../app/texts.js';
import { count, size } from '../call/format.js';
import { Changes } from './changes.js';
import { BaseChoice } from './compare.js';
import { LazyGrid } from './lazy-grid.js';
import type { GridColumn } from './lazy-grid.js';
import { useMemory } from './memory-model.js';
import { Objects } from './objects.js';
import { useRows } from './rows.js';
import { byRetained, isTypeOrder, nextTypeOrder } from './type-order.js';
import { typesText } from './words.js';

function isText(kept: unknown): kept is string {
  return typeof kept === 'string';
}

/** All types with their sums, or what differs from another snapshot; below them the objects of the chosen one. */
export function Types() {
  const model = useMemory();
  const [status, setStatus] = useState('');
  const filter = model.kept('memory.types.filter', '', isText);
  const base = model.base.value;
  return (
    <div class="memory-types">
      <div class="functions-toolbar">
        <input
          class="text-input functions-filter"
          type="search"
          spellcheck={false}
          placeholder={t('Filter by type')}
          aria-label={t('Filter by type')}
          value={filter.value}
          onInput={({ currentTarget }) => {
            filter.value = currentTarget.value.slice(0, 500);
          }}
        />
        <BaseChoice />
        <span class="functions-count" role="status">
          {base === null ? status : ''}
        </span>
      </div>
      {base === null ? (
        <AllTypes text={filter.value} onStatus={setStatus} />
      ) : (
        <Changes base={base} text={filter.value} />
      )}
    </div>
  );
}

interface AllProps {
  /** What the filter holds. */
  readonly text: string;
  /** How many types there are. */
  readonly onStatus: (text: string) => void;
}

function AllTypes({ text, onStatus }: AllProps) {
  const model = useMemory();
  const order = model.kept('memory.types.order', byRetained, isTypeOrder);
  const rows = useRows<HeapTypeRow, HeapTypes>(
    (part, signal) => model.host.request('types', { text, ...order.value, ...part }, signal),
    [model, text, order.value],
  );
  const { answer, failure, again } = rows;
  const columns = useMemo(() => typeColumnsOf(answer), [answer]);
  useEffect(() => onStatus(answer === null ? '' : shownText(answer)), [answer]);
  const chosen = model.type.value;
  return (
    <>
      {failure !== null && <Problem text={t('The types could not be read: {0}', failure)} onAgain={again} />}
      {answer !== null && answer.total === 0 ? (
        <p class="functions-empty">{t('No type matches the filter.')}</p>
      ) : (
        <LazyGrid
          name="memory-types"
          label={t('Types')}
          columns={columns}
          rows={rows}
          keyOf={({ type }) => type}
          current={chosen}
          onCurrent={({ type }) => {
            model.type.value = type;
          }}
          order={order.value}
          onSort={(column) => {
            order.value = nextTypeOrder(order.value, column);
          }}
        />
      )}
      {chosen !== null && <Objects type={chosen} name={nameOf(rows.cache.find(({ type }) => type === chosen))} />}
    </>
  );

  function nameOf(index: number): string | null {
    return index < 0 ? null : (rows.cache.row(index)?.name ?? null);
  }
}

function shownText({ total, of }: HeapTypes): string {
  if (total === of) return typesText(of);
  return of === 1 ? t('{0} of 1 type', count(total)) : t('{0} of {1} types', count(total), count(of));
}

function typeColumnsOf(answer: HeapTypes | null): readonly GridColumn<HeapTypeRow>[] {
  const share = (part: number, most: number | undefined) => (most !== undefined && most > 0 ? part / most : 0);
  return [
    {
      id: 'name',
      title: t('Type'),
      hint: t('Module and name of the type'),
      isFigure: false,
      text: ({ name }) => name,
    },
    {
      id: 'count',
      title: t('Objects'),
      hint: t('How many objects of the type there are'),
      isFigure: true,
      text: ({ count: objects }) => count(objects),
    },
    {
      id: 'shallowBytes',
      title: t('Shallow'),
      hint: t('Bytes of the objects by themselves'),
      isFigure: true,
      text: ({ shallowBytes }) => size(shallowBytes),
      share: ({ shallowBytes }) => share(shallowBytes, answer?.mostShallow),
    },
    {
      id: 'retainedBytes',
      title: t('Retained'),
      hint: t('Bytes that would be free without the objects: their own and those that only they keep alive'),
      isFigure: true,
      text: ({ retainedBytes }) => size(retainedBytes),
      share: ({ retainedBytes }) => share(retainedBytes, answer?.mostRetained),
    },
  ];
}
