import { useState } from 'preact/hooks';
import type { HeapWays } from '../../src/rpc/heap-contract.js';
import { Problem } from '../app/problem.js';
import { t } from '../app/texts.js';
import { count } from '../call/format.js';
import { useLoaded } from '../call/loaded.js';
import { Ladder } from './ladder.js';
import { useMemory } from './memory-model.js';

const MOST_WAYS = 10;

/** All ways by which an object is held, when somebody wants them: looking for them takes a while. */
export function Ways({ node }: { readonly node: number }) {
  const [isWanted, setWanted] = useState(false);
  if (isWanted) return <Found node={node} />;
  return (
    <button type="button" class="link-button" onClick={() => setWanted(true)}>
      {t('All ways it is held')}
    </button>
  );
}

function Found({ node }: { readonly node: number }) {
  const model = useMemory();
  const { value, failure, isSlow, again } = useLoaded(
    (signal) => model.host.request('ways', { node, limit: MOST_WAYS }, signal),
    [model, node],
  );
  if (failure !== null) return <Problem text={t('The ways could not be found: {0}', failure)} onAgain={again} />;
  if (value === null) return isSlow ? <p class="faint">{t('Looking for all ways…')}</p> : null;
  return (
    <section aria-label={t('All ways it is held')}>
      <p class="faint" role="status">
        {waysText(value)}
      </p>
      {/* The only way is the one above. */}
      {(value.areAll && value.paths.length === 1 ? [] : value.paths).map((path, at) => (
        <Ladder key={at} path={path} label={t('Way {0}', at + 1)} />
      ))}
    </section>
  );
}

function waysText({ paths, areAll }: HeapWays): string {
  if (paths.length === 0) return t('No root leads here.');
  if (!areAll)
    return t('{0} ways, and maybe more. Each has to be cut before the object is let go.', count(paths.length));
  if (paths.length === 1)
    return t('Every way comes through an object of this path: cut it there, and the object is let go.');
  return t('{0} ways with nothing in common. Each has to be cut before the object is let go.', count(paths.length));
}
