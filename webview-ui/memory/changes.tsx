import { useMemo } from 'preact/hooks';
import type { HeapChange, HeapChanges, HeapMoves } from '../../src/rpc/heap-compare-contract.js';
import { Problem } from '../app/problem.js';
import { t } from '../app/texts.js';
import { sizeChange } from '../call/format.js';
import { byGrowth, isChangeOrder, nextChangeOrder } from './change-order.js';
import { ChangedType } from './changed-type.js';
import { ComparisonStatus, useComparison } from './compare.js';
import { amountText, countChange } from './compare-words.js';
import { LazyGrid } from './lazy-grid.js';
import type { GridColumn } from './lazy-grid.js';
import { useMemory } from './memory-model.js';
import { useRows } from './rows.js';

/** What is new, gone and grown since another snapshot, type by type. */
export function Changes({ base, text }: { readonly base: string; readonly text: string }) {
  const comparison = useComparison(base);
  return (
    <>
      <ComparisonStatus comparison={comparison} />
      {comparison.difference !== null && (
        <ChangedTypes key={base} text={text} areToldApart={comparison.difference.moves !== null} />
      )}
    </>
  );
}

function ChangedTypes({ text, areToldApart }: { readonly text: string; readonly areToldApart: boolean }) {
  const model = useMemory();
  const order = model.kept('memory.changes.order', byGrowth, isChangeOrder);
  const rows = useRows<HeapChange, HeapChanges>(
    (part, signal) => model.host.request('changes', { text, ...order.value, ...part }, signal),
    [model, text, order.value],
  );
  const { answer, failure, again } = rows;
  const columns = useMemo(() => columnsOf(answer), [answer]);
  const chosen = model.change.value;
  const at = chosen === null ? -1 : rows.cache.find(({ change }) => change === chosen);
  const row = at < 0 ? null : rows.cache.row(at);
  return (
    <>
      {failure !== null && <Problem text={t('The types could not be read: {0}', failure)} onAgain={again} />}
      {answer !== null && answer.total === 0 ? (
        <p class="functions-empty memory-nothing">
          {answer.of === 0 ? t('Nothing differs.') : t('No type that differs matches the filter.')}
        </p>
      ) : (
        <LazyGrid
          name="memory-changes"
          label={t('Types that differ')}
          columns={columns}
          rows={rows}
          keyOf={({ change }) => change}
          current={chosen}
          onCurrent={({ change }) => {
            model.change.value = change;
          }}
          order={order.value}
          onSort={(column) => {
            order.value = nextChangeOrder(order.value, column);
          }}
        />
      )}
      {chosen !== null && (
        <ChangedType key={chosen} change={chosen} name={row?.name ?? ''} areToldApart={areToldApart} />
      )}
    </>
  );
}

/** What became of single objects; nobody knows it of two processes. */
function moveColumn(id: keyof HeapMoves, title: string, hint: string): GridColumn<HeapChange> {
  return { id, title, hint, isFigure: true, text: ({ moves }) => (moves === null ? '–' : amountText(moves[id])) };
}

function columnsOf(answer: HeapChanges | null): readonly GridColumn<HeapChange>[] {
  const most = answer?.mostBytes ?? 0;
  return [
    {
      id: 'name',
      title: t('Type'),
      hint: t('Module and name of the type'),
      isFigure: false,
      text: ({ name }) => name,
    },
    moveColumn('created', t('New'), t('Objects that the other snapshot does not have, and their bytes')),
    moveColumn('gone', t('Gone'), t('Objects of the other snapshot that are not in this one, and their bytes')),
    moveColumn('grown', t('Grown'), t('Objects of both that are larger here, and by how many bytes')),
    {
      id: 'count',
      title: t('Objects'),
      hint: t('How many more objects of the type there are'),
      isFigure: true,
      text: ({ count }) => countChange(count),
    },
    {
      id: 'bytes',
      title: t('Growth'),
      hint: t('How many more bytes the objects have by themselves'),
      isFigure: true,
      text: ({ bytes }) => sizeChange(bytes),
      share: ({ bytes }) => (most > 0 ? Math.abs(bytes) / most : 0),
    },
    {
      id: 'retainedBytes',
      title: t('Retained'),
      hint: t('How many more bytes would be free without the objects'),
      isFigure: true,
      text: ({ retainedBytes }) => sizeChange(retainedBytes),
    },
  ];
}
