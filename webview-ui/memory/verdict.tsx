import type { HeapHolder, HeapSummary } from '../../src/rpc/heap-contract.js';
import { t } from '../app/texts.js';
import { percent, size } from '../call/format.js';
import { plainName } from '../timeline/plain-name.js';
import { Ladder } from './ladder.js';
import { snapshotFacts } from './snapshot-facts.js';
import { confidenceText, heldText, objectsText } from './words.js';

/** Who holds the memory, by which path, and what clearing it frees. */
export function Verdict({ summary }: { readonly summary: HeapSummary }) {
  const [best, ...others] = summary.holders;
  return (
    <div class="memory-verdict">
      {best === undefined ? <Nothing /> : <Best holder={best} summary={summary} />}
      {others.length > 0 && (
        <section aria-label={t('Other holders')}>
          <h3 class="memory-heading">{t('What else holds much')}</h3>
          {others.map((holder, at) => (
            <details key={at} class="memory-other">
              <summary>
                <span class="memory-other-size">{size(holder.retainedBytes)}</span>
                <span class="memory-edge">{holder.name}</span>
                <span>{plainName(heldText(holder))}</span>
                <span class="faint">{confidenceText(holder.confidence)}</span>
                {holder.idiom !== null && <code class="memory-idiom">{holder.idiom.name}</code>}
              </summary>
              <HolderBody holder={holder} summary={summary} />
            </details>
          ))}
        </section>
      )}
      <section aria-label={t('The snapshot')}>
        <h3 class="memory-heading">{t('The snapshot')}</h3>
        <dl class="memory-facts">
          {snapshotFacts(summary).map(({ name, value, hint }) => (
            <div key={name} {...(hint === undefined ? {} : { title: hint })}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </section>
    </div>
  );
}

function Best({ holder, summary }: { readonly holder: HeapHolder; readonly summary: HeapSummary }) {
  return (
    <section aria-label={t('Verdict')}>
      <p class="memory-sentence">{summary.sentence}</p>
      <p class="memory-judged">
        <span class={`memory-confidence memory-${holder.confidence}`}>{confidenceText(holder.confidence)}</span>
        {holder.idiom !== null && <code class="memory-idiom">{holder.idiom.name}</code>}
      </p>
      <HolderBody holder={holder} summary={summary} />
    </section>
  );
}

function HolderBody({ holder, summary }: { readonly holder: HeapHolder; readonly summary: HeapSummary }) {
  const { idiom, others, path, retainedBytes, count } = holder;
  const share = percent(summary.bytes > 0 ? retainedBytes / summary.bytes : 0);
  return (
    <>
      <p class="memory-frees">
        {t('Clearing it frees {0} in {1}: {2} of all objects’ bytes.', size(retainedBytes), objectsText(count), share)}
      </p>
      {idiom !== null && <p class="memory-todo">{t('What to do: {0}.', idiom.todo)}</p>}
      {others.length > 0 && (
        <p class="memory-todo">{t('Held by others as well, which must be cleared with it: {0}.', others.join(', '))}</p>
      )}
      <Ladder path={path} label={t('Holding path, from a root to what is held')} />
    </>
  );
}

function Nothing() {
  return (
    <section aria-label={t('Verdict')}>
      <p class="memory-sentence">{t('Nothing stands out: no single holder keeps much of the memory.')}</p>
      <p class="memory-todo">
        {t(
          'A holder is named from 512 KiB and 5 % of all data on. Types lists what there is most of; Retainers shows what keeps what alive. To see what grows, take a second snapshot later.',
        )}
      </p>
    </section>
  );
}
