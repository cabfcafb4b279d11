import type { HeapObject, HeapStep } from '../../src/rpc/heap-contract.js';
import { isOk } from '../../src/base/result.js';
import { Problem } from '../app/problem.js';
import { t } from '../app/texts.js';
import { count, size } from '../call/format.js';
import { useLoaded } from '../call/loaded.js';
import { Births } from './births.js';
import { Ladder, PlaceButton } from './ladder.js';
import { useMemory } from './memory-model.js';
import { References } from './references.js';
import { Ways } from './ways.js';
import { objectsText } from './words.js';

interface Shown {
  readonly of: number;
  readonly object: HeapObject | null;
  readonly path: readonly HeapStep[];
}

/** The chosen object: what it is, who holds it, what it refers to. */
export function Inspector() {
  const model = useMemory();
  const node = model.object.value;
  const { value, failure, isSlow, again } = useLoaded<Shown | null>(
    async (signal) => {
      if (node === null) return { ok: null };
      const object = await model.host.request('object', node, signal);
      if (!isOk(object)) return object;
      if (object.ok === null) return { ok: { of: node, object: null, path: [] } };
      const path = await model.host.request('holdingPath', node, signal);
      return isOk(path) ? { ok: { of: node, object: object.ok, path: path.ok } } : path;
    },
    [model, node],
  );
  if (node === null) return <Nobody />;
  const shown = value === null || (failure !== null && value.of !== node) ? null : value;
  return (
    <aside
      class={`memory-inspector${isSlow ? ' memory-slow' : ''}`}
      aria-label={t('Selected object')}
      aria-busy={isSlow}
    >
      {failure !== null && <Problem text={t('The object could not be read: {0}', failure)} onAgain={again} />}
      {shown === null && failure === null && isSlow && <p class="faint">{t('Reading the object…')}</p>}
      {shown !== null && shown.object === null && <p class="faint">{t('There is no such object in this snapshot.')}</p>}
      {shown !== null && shown.object !== null && <Body key={shown.of} object={shown.object} path={shown.path} />}
    </aside>
  );
}

function Body({ object, path }: { readonly object: HeapObject; readonly path: readonly HeapStep[] }) {
  const model = useMemory();
  const { node, type, typeName, address, place, root, referencesIn, referencesOut } = object;
  return (
    <>
      <h2 class="memory-object-title">
        <button
          type="button"
          class="link-button"
          title={t('Show all objects of this type')}
          onClick={() => {
            model.type.value = type;
            model.tab.value = 'types';
          }}
        >
          {typeName}
        </button>
      </h2>
      <p class="memory-where">
        <code>{address}</code>
        {place !== null && <PlaceButton place={place} />}
        {root !== null && <span class="memory-root-name">{t('a root: {0}', root)}</span>}
      </p>
      <dl class="memory-object-facts">
        {factsOf(object).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <h3 class="memory-heading">{t('Held by')}</h3>
      {path.length === 0 ? (
        <p class="faint">{t('No root leads here.')}</p>
      ) : (
        <>
          <Ladder path={path} label={t('A shortest path from a root')} />
          <Ways node={node} />
        </>
      )}
      <Births type={typeName} address={address} />
      <References node={node} direction="in" total={referencesIn} title={t('Referred to by')} />
      <References node={node} direction="out" total={referencesOut} title={t('Refers to')} />
    </>
  );
}

function factsOf({
  shallowBytes,
  retainedBytes,
  retainedCount,
  refcount,
}: HeapObject): readonly (readonly [string, string])[] {
  return [
    [t('Size'), size(shallowBytes)],
    [t('Retained'), t('{0} in {1}', size(retainedBytes), objectsText(retainedCount))],
    [t('Reference count'), refcount === null ? t('not counted: never freed') : count(refcount)],
  ];
}

function Nobody() {
  return (
    <aside class="memory-inspector memory-nobody" aria-label={t('Selected object')}>
      <p>{t('No object is selected.')}</p>
      <p>{t('Choose one on a path, in the list of a type, or among what retains what.')}</p>
      <p>{t('Its size, who holds it and what it refers to appear here.')}</p>
    </aside>
  );
}
