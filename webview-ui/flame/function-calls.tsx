import { useEffect, useState } from 'preact/hooks';
import { useModel } from '../app/model.js';
import type { CallRow } from '../../src/store/api.js';
import { Problem } from '../app/problem.js';
import { t } from '../app/texts.js';
import { count, duration, place } from '../call/format.js';
import { useLoaded } from '../call/loaded.js';
import { outcomeText } from '../call/outcome.js';
import { Meter } from './meter.js';
import { plainName } from '../timeline/plain-name.js';

/** Calls looked at for the slowest. */
const LOOKED_AT = 1000;
const PAGE = 15;

interface Props {
  readonly functionId: number;
  readonly growth: number;
}

/** Calls of the function: the slowest, or the first. A click selects one. */
export function FunctionCalls({ functionId, growth }: Props) {
  const model = useModel();
  const [order, setOrder] = useState<'slowest' | 'first'>('slowest');
  const [shown, setShown] = useState(PAGE);
  useEffect(() => setShown(PAGE), [functionId, order]);
  const { value, failure, isSlow, again } = useLoaded(
    (signal) => model.host.request('callsOf', { functionIds: [functionId], limit: LOOKED_AT }, signal),
    [model, functionId, growth],
  );
  const calls = value ?? [];
  const ordered = order === 'first' ? calls : calls.toSorted((a, b) => b.durationNs - a.durationNs);
  const most = ordered.reduce((longest, { durationNs }) => Math.max(longest, durationNs), 0);
  const isCut = calls.length >= LOOKED_AT;
  const choice = (name: 'slowest' | 'first', text: string) => (
    <button type="button" class="flame-tab" aria-pressed={order === name} onClick={() => setOrder(name)}>
      {text}
    </button>
  );
  return (
    <section class={`flame-calls${isSlow ? ' flame-slow' : ''}`} aria-label={t('Calls of this function')}>
      <h3 class="flame-heading">
        {t('Calls of this function')}
        <span class="flame-tabs" role="group" aria-label={t('Order')}>
          {choice('slowest', t('Slowest'))}
          {choice('first', t('First'))}
        </span>
        {isCut && order === 'slowest' && <span class="faint">{t('of the first {0}', count(LOOKED_AT))}</span>}
      </h3>
      {failure !== null && <Problem text={t('The calls could not be read: {0}', failure)} onAgain={again} />}
      <ol class="flame-lines">
        {ordered.slice(0, shown).map((call) => (
          <li key={call.id}>
            <Call call={call} fraction={most > 0 ? call.durationNs / most : 0} />
          </li>
        ))}
      </ol>
      {ordered.length > shown && (
        <button type="button" class="link-button" onClick={() => setShown(shown + 5 * PAGE)}>
          {t('Show more')}
        </button>
      )}
    </section>
  );
}

function Call({ call, fraction }: { readonly call: CallRow; readonly fraction: number }) {
  const model = useModel();
  const thread = model.threads.value.find((each) => each.thread === call.thread);
  const isSelected = model.selection.value.call === call.id;
  return (
    <button
      type="button"
      class="flame-line flame-call"
      aria-current={isSelected}
      onClick={() => model.select({ thread: call.thread, call: call.id })}
    >
      <Meter fraction={fraction} text={duration(call.durationNs)} />
      <span class="flame-line-calls">{t('at {0}', duration(call.startNs))}</span>
      <span class="flame-line-place">{call.task === null ? plainName(thread?.name ?? '') : plainName(call.task)}</span>
      <span class="flame-line-place faint">
        {call.callerFile === null || call.callerLine === null
          ? ''
          : t('from {0}', place(call.callerFile, call.callerLine))}
      </span>
      <span class={call.outcome === 'unwind' ? 'flame-raised' : 'faint'}>
        {call.outcome === 'return' ? '' : outcomeText(call.outcome, model.live.value)}
      </span>
    </button>
  );
}
