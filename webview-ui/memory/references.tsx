import { useState } from 'preact/hooks';
import { Problem } from '../app/problem.js';
import { t } from '../app/texts.js';
import { count, size } from '../call/format.js';
import { useLoaded } from '../call/loaded.js';
import { ObjectLink } from './ladder.js';
import { useMemory } from './memory-model.js';

interface Props {
  readonly node: number;
  readonly direction: 'in' | 'out';
  readonly total: number;
  readonly title: string;
}

const FEW = 20;
/** As many as the host sends at once. */
const MOST = 1000;

/** Objects at the other ends of an object's references, with the names of these. */
export function References({ node, direction, total, title }: Props) {
  const model = useMemory();
  const [limit, setLimit] = useState(FEW);
  const { value, failure, again } = useLoaded(
    (signal) => model.host.request('references', { node, direction, limit, offset: 0 }, signal),
    [model, node, direction, limit],
  );
  return (
    <section aria-label={title}>
      <h3 class="memory-heading">
        {title}
        <span class="faint">{` ${count(total)}`}</span>
      </h3>
      {failure !== null && <Problem text={t('The references could not be read: {0}', failure)} onAgain={again} />}
      <ul class="memory-references">
        {(value?.rows ?? []).map((reference, at) => (
          <li key={at}>
            <span class="memory-edge">{reference.edge}</span>
            <ObjectLink node={reference.node} text={reference.type} />
            <span class="memory-bytes">{size(reference.retainedBytes)}</span>
          </li>
        ))}
      </ul>
      {total > limit && limit < MOST && (
        <button type="button" class="link-button" onClick={() => setLimit(Math.min(MOST, limit * 10))}>
          {t('Show more')}
        </button>
      )}
      {total > limit && limit >= MOST && <p class="faint">{t('The first {0} are shown.', count(limit))}</p>}
    </section>
  );
}
