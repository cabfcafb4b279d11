import type { HeapChangedWay } from '../../src/rpc/heap-compare-contract.js';
import type { HeapObjectRow, HeapPage } from '../../src/rpc/heap-contract.js';
import { Problem } from '../app/problem.js';
import { t } from '../app/texts.js';
import { count, sizeChange } from '../call/format.js';
import { useLoaded } from '../call/loaded.js';
import { plainName } from '../timeline/plain-name.js';
import { countChange, newText } from './compare-words.js';
import { LazyGrid } from './lazy-grid.js';
import { useMemory } from './memory-model.js';
import { objectColumns } from './objects.js';
import { useRows } from './rows.js';

interface Props {
  /** Number of the type in this comparison. */
  readonly change: number;
  readonly name: string;
  /** Of two snapshots of one process objects can be told apart. */
  readonly areToldApart: boolean;
}

/** A type that differs: the ways in which its objects are held more or less than before, and which of them are new. */
export function ChangedType({ change, name, areToldApart }: Props) {
  const model = useMemory();
  const rows = useRows<HeapObjectRow, HeapPage<HeapObjectRow>>(
    (part, signal) => model.host.request('newObjects', { change, ...part }, signal),
    [model, change],
  );
  const { answer, failure, again } = rows;
  return (
    <section class="memory-objects" aria-label={t('What differs of the type')}>
      <h3 class="memory-objects-title">
        <span class="memory-objects-name">{plainName(name)}</span>
        <span class="faint">{answer === null ? '' : newText(answer.total, areToldApart)}</span>
        <button type="button" class="text-button" onClick={() => (model.change.value = null)}>
          {t('Close')}
        </button>
      </h3>
      <ChangedWays change={change} />
      {failure !== null && <Problem text={t('The objects could not be read: {0}', failure)} onAgain={again} />}
      {answer !== null && answer.total > 0 && (
        <LazyGrid
          name="memory-objects"
          label={areToldApart ? t('New objects') : t('Objects')}
          columns={objectColumns}
          rows={rows}
          keyOf={({ node }) => node}
          current={model.object.value}
          onCurrent={({ node }) => {
            model.object.value = node;
          }}
          order={null}
        />
      )}
    </section>
  );
}

function ChangedWays({ change }: { readonly change: number }) {
  const model = useMemory();
  const { value, failure, again } = useLoaded(
    (signal) => model.host.request('changedWays', change, signal),
    [model, change],
  );
  if (failure !== null) return <Problem text={t('The ways could not be found: {0}', failure)} onAgain={again} />;
  if (value === null) return null;
  const hidden = value.total - value.ways.length;
  return (
    <div class="memory-ways">
      <ul class="memory-references" aria-label={t('How they are held')}>
        {value.ways.map((way, at) => (
          <Way key={at} way={way} />
        ))}
      </ul>
      {hidden > 0 && <p class="faint">{t('{0} more ways are not shown.', count(hidden))}</p>}
    </div>
  );
}

function Way({ way: { way, counts, bytes, created, example } }: { readonly way: HeapChangedWay }) {
  const model = useMemory();
  return (
    <li>
      <span class="memory-edge">{plainName(way)}</span>
      <span class="memory-bytes">
        {countChange(counts[1] - counts[0])}
        {created !== null && created > 0 && t(' ({0} new)', count(created))}
      </span>
      <span class="memory-bytes">{sizeChange(bytes[1] - bytes[0])}</span>
      {example !== null && (
        <button
          type="button"
          class="link-button memory-object-link"
          title={t('Show an object that is held so, with its path')}
          aria-current={model.object.value === example}
          onClick={() => (model.object.value = example)}
        >
          {t('one of them')}
        </button>
      )}
    </li>
  );
}
