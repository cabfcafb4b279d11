import { useEffect, useState } from 'preact/hooks';
import type { AncestorRun, CallRow } from '../../src/store/api.js';
import { useModel } from '../app/model.js';
import { Problem } from '../app/problem.js';
import { t } from '../app/texts.js';
import { CallItem } from './call-list.js';
import { count } from './format.js';
import { useLoaded } from './loaded.js';
import { Section } from './section.js';

/** Lines shown at once. Recursion is one line, so more of them are rare. */
const FIRST_LINES = 24;
const MORE_LINES = 200;

/** The chain of callers, innermost first; recursion is one line with its count. */
export function Callers({ row }: { readonly row: CallRow }) {
  const { host } = useModel();
  const [most, setMost] = useState(FIRST_LINES);
  useEffect(() => setMost(FIRST_LINES), [row.id]);
  const { value, failure, isSlow, again } = useLoaded(
    (signal) => host.request('ancestors', { call: row.id, limit: most }, signal),
    [host, row.id, most],
  );
  if (value?.calls === 0) return null;
  const runs = value?.runs ?? [];
  const further = (value?.calls ?? 0) - runs.reduce((sum, { calls }) => sum + calls, 0);
  return (
    <Section name="Callers" title={t('Callers')} hint={count(value?.calls ?? row.depth)} isSlow={isSlow}>
      {failure !== null && <Problem text={t('The callers could not be read: {0}', failure)} onAgain={again} />}
      <ol class="call-chain" aria-label={t('Callers, innermost first')}>
        {runs.map((run) => (
          <Run key={run.call.id} run={run} />
        ))}
      </ol>
      {further > 0 && (
        <button type="button" class="link-button call-more" onClick={() => setMost(most + MORE_LINES)}>
          {further === 1
            ? t('Show more of 1 caller further up')
            : t('Show more of {0} callers further up', count(further))}
        </button>
      )}
    </Section>
  );
}

/** Neighbours of one function: the innermost, how many are between, the outermost. */
function Run({ run: { call, outermost, calls } }: { readonly run: AncestorRun }) {
  const [shown, setShown] = useState(0);
  useEffect(() => setShown(0), [call.id]);
  const between = Math.max(0, calls - 2);
  return (
    <>
      <li>
        <CallItem call={call} />
      </li>
      {shown > 0 && <Between below={call} most={Math.min(shown, between)} />}
      {between > shown && (
        <li>
          <button type="button" class="link-button call-more" onClick={() => setShown(shown + MORE_LINES)}>
            {shown === 0 ? betweenText(between) : t('Show more ({0} left)', count(between - shown))}
          </button>
        </li>
      )}
      {calls > 1 && (
        <li>
          <CallItem call={outermost} />
        </li>
      )}
    </>
  );
}

function betweenText(calls: number): string {
  return calls === 1
    ? t('and 1 more call of the same function')
    : t('and {0} more calls of the same function', count(calls));
}

/** The calls above one, each on its own line. */
function Between({ below, most }: { readonly below: CallRow; readonly most: number }) {
  const { host } = useModel();
  const { value, failure, again } = useLoaded(
    (signal) => host.request('ancestors', { call: below.id, limit: most, collapse: false }, signal),
    [host, below.id, most],
  );
  return (
    <>
      {failure !== null && (
        <li>
          <Problem text={t('The callers could not be read: {0}', failure)} onAgain={again} />
        </li>
      )}
      {value?.runs.map(({ call }) => (
        <li key={call.id}>
          <CallItem call={call} />
        </li>
      ))}
    </>
  );
}
