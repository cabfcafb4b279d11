import { useState } from 'preact/hooks';
import { isOk } from '../../src/base/result.js';
import type { HeapObjectRow, HeapPage } from '../../src/rpc/heap-contract.js';
import { Problem } from '../app/problem.js';
import { t } from '../app/texts.js';
import { count, size } from '../call/format.js';
import { Births } from './births.js';
import { LazyGrid } from './lazy-grid.js';
import type { GridColumn } from './lazy-grid.js';
import { useMemory } from './memory-model.js';
import { useRows } from './rows.js';
import { objectsText } from './words.js';

/** Of any list of objects. */
export const objectColumns: readonly GridColumn<HeapObjectRow>[] = [
  {
    id: 'address',
    title: t('Object'),
    hint: t('Its address, which id() tells'),
    isFigure: false,
    text: ({ address }) => address,
  },
  {
    id: 'retainedCount',
    title: t('Keeps'),
    hint: t('Objects that only it keeps alive, itself among them'),
    isFigure: true,
    text: ({ retainedCount }) => count(retainedCount),
  },
  {
    id: 'shallow',
    title: t('Shallow'),
    hint: t('Bytes of the object by itself'),
    isFigure: true,
    text: ({ shallowBytes }) => size(shallowBytes),
  },
  {
    id: 'retained',
    title: t('Retained'),
    hint: t('Bytes that would be free without it'),
    isFigure: true,
    text: ({ retainedBytes }) => size(retainedBytes),
  },
];

/** The objects of a type, most retained first. @param name null while it is not known. */
export function Objects({ type, name }: { readonly type: number; readonly name: string | null }) {
  const model = useMemory();
  const [problem, setProblem] = useState<string | null>(null);
  const rows = useRows<HeapObjectRow, HeapPage<HeapObjectRow>>(
    (part, signal) => model.host.request('objects', { type, ...part }, signal),
    [model, type],
  );
  const { answer, failure, again } = rows;
  const chooseRandom = async () => {
    const found = await model.host.request('randomObject', type);
    setProblem(isOk(found) ? null : found.err.message);
    if (isOk(found) && found.ok !== null) model.object.value = found.ok;
  };
  return (
    <section class="memory-objects" aria-label={t('Objects of the type')}>
      <h3 class="memory-objects-title">
        <span class="memory-objects-name">{name ?? ''}</span>
        <span class="faint">{answer === null ? '' : objectsText(answer.total)}</span>
        <button type="button" class="text-button" onClick={() => void chooseRandom()}>
          {t('A Random One')}
        </button>
        <button type="button" class="text-button" onClick={() => (model.type.value = null)}>
          {t('Close')}
        </button>
      </h3>
      {(failure ?? problem) !== null && (
        <Problem text={t('The objects could not be read: {0}', failure ?? problem ?? '')} onAgain={again} />
      )}
      {name !== null && (
        <div class="memory-ways">
          <Births key={type} type={name} address={null} />
        </div>
      )}
      <LazyGrid
        name="memory-objects"
        label={t('Objects')}
        columns={objectColumns}
        rows={rows}
        keyOf={({ node }) => node}
        current={model.object.value}
        onCurrent={({ node }) => {
          model.object.value = node;
        }}
        order={null}
      />
    </section>
  );
}
