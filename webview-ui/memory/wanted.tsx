import type { HeapWanted } from '../../src/rpc/heap-contract.js';
import { Problem } from '../app/problem.js';
import { t } from '../app/texts.js';
import { useLoaded } from '../call/loaded.js';
import { useMemory } from './memory-model.js';
import { wantedText } from './wanted-words.js';

/** Above everything else: which value of a call the page was opened for, and whether it is in the snapshot. */
export function Wanted() {
  const wanted = useMemory().wanted.value;
  return wanted === null ? null : <Note wanted={wanted} />;
}

function Note({ wanted }: { readonly wanted: HeapWanted }) {
  const model = useMemory();
  const { value, failure, again } = useLoaded(
    async (signal) => {
      const { type, address } = wanted;
      const found = await model.host.request('find', { type, address }, signal);
      return 'ok' in found ? { ok: { of: wanted, found: found.ok } } : found;
    },
    [model, wanted],
  );
  // The answer to an earlier question would pass for this one's.
  const found = value !== null && value.of === wanted ? value.found : null;
  return (
    <div class="page-banner memory-wanted" role="status">
      {failure !== null && <Problem text={t('The object could not be looked for: {0}', failure)} onAgain={again} />}
      {found !== null && (
        <>
          <strong>{found.node === null ? t('Not found for certain') : t('Found')}</strong>
          <span>{wantedText(wanted, found)}</span>
        </>
      )}
      <button type="button" class="link-button" onClick={() => (model.wanted.value = null)}>
        {t('Close')}
      </button>
    </div>
  );
}
