import { useEffect, useState } from 'preact/hooks';
import type { CallRow } from '../../src/store/api.js';
import { Problem } from '../app/problem.js';
import { t } from '../app/texts.js';
import { CallItem } from './call-list.js';
import { count } from './format.js';
import type { Loaded } from './loaded.js';
import { Section } from './section.js';

/** Asked for at once; the longest of these are shown first. */
export const MOST_CALLEES = 500;
const PAGE = 20;

interface Props {
  readonly row: CallRow;
  readonly callees: Loaded<readonly CallRow[]>;
}

/** What a call called, most time first, page by page. */
export function Callees({ row, callees }: Props) {
  const [shown, setShown] = useState(PAGE);
  useEffect(() => setShown(PAGE), [row.id]);
  const { value, failure, isSlow, again } = callees;
  if (value?.length === 0 && failure === null) return null;
  const longest = (value ?? []).toSorted((a, b) => b.durationNs - a.durationNs || a.id - b.id);
  const isCut = longest.length >= MOST_CALLEES;
  const most = longest.at(0)?.durationNs ?? 0;
  return (
    <Section name="Callees" title={t('Callees')} hint={`${count(longest.length)}${isCut ? '+' : ''}`} isSlow={isSlow}>
      {failure !== null && <Problem text={t('The callees could not be read: {0}', failure)} onAgain={again} />}
      {isCut && <p class="call-empty">{t('The longest of the first {0}, in order of time.', count(MOST_CALLEES))}</p>}
      <ol class="call-chain" aria-label={t('Calls made, longest first')}>
        {longest.slice(0, shown).map((call) => (
          <li key={call.id}>
            <CallItem call={call} fraction={most > 0 ? call.durationNs / most : 0} />
          </li>
        ))}
      </ol>
      {longest.length > shown && (
        <button type="button" class="link-button call-more" onClick={() => setShown(shown + PAGE * 5)}>
          {t('Show more ({0} left)', count(longest.length - shown))}
        </button>
      )}
    </Section>
  );
}
