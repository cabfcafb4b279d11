import './call.css';
import { useComputed } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { isOk } from '../../src/base/result.js';
import type { Result } from '../../src/base/result.js';
import type { CallRow } from '../../src/store/api.js';
import { useModel } from '../app/model.js';
import { Problem } from '../app/problem.js';
import { t } from '../app/texts.js';
import { catalogOf } from '../functions/catalog.js';
import { Callees, MOST_CALLEES } from './callees.js';
import { Callers } from './callers.js';
import { detailsOf, placesOf } from './details.js';
import type { Details } from './details.js';
import { Header } from './header.js';
import { useLoaded } from './loaded.js';
import { Stepper } from './stepper.js';
import { stepWords } from './step-words.js';
import { sameFunction, sameThreadTask, sibling } from './steps.js';
import { Values } from './values.js';

/** The selected call beside the timeline: what it got, what it left, who called it, what it called. */
export function CallDetails() {
  const model = useModel();
  const id = model.selection.value.call;
  const { value, failure, isSlow, again } = useLoaded<Details | null>(
    async (signal): Promise<Result<Details | null>> => (id === null ? { ok: null } : detailsOf(model, id, signal)),
    // A call that still runs may have ended since; one that has ended is asked for once.
    [model, id, useRefresh()],
  );
  // The model tries by itself.
  useEffect(() => {
    if (failure !== null) again();
  }, [model.selectedCall.value]);
  if (id === null) return <Nothing />;
  return (
    <aside class={`call-pane${isSlow ? ' call-slow' : ''}`} aria-label={t('Selected call')} aria-busy={isSlow}>
      {failure !== null && <Problem text={t('The call could not be read: {0}', failure)} onAgain={again} />}
      {/* Another call under the one that failed would pass for it. */}
      {value !== null && (failure === null || value.row.id === id) && <Shown details={value} onAgain={again} />}
      {value === null && failure === null && isSlow && <p class="call-empty">{t('Reading the call…')}</p>}
    </aside>
  );
}

/** Counts up while the selected call may still change. */
function useRefresh(): number {
  const model = useModel();
  return useComputed(() => {
    const outcome = model.selectedCall.value?.outcome;
    return outcome === 'open' || outcome === 'suspended' ? model.growth.value : 0;
  }).value;
}

function Shown({ details: { row, values }, onAgain }: { readonly details: Details; readonly onAgain: () => void }) {
  const model = useModel();
  const { thread, id } = row;
  const places = useLoaded((signal) => placesOf(model, row, signal), [model, row]);
  const { place = null, under = null, task = null } = places.value ?? {};
  const callees = useLoaded<{ readonly of: number; readonly calls: readonly CallRow[] }>(
    async (signal) => {
      const found = await model.host.request('children', { thread, call: id, limit: MOST_CALLEES }, signal);
      return isOk(found) ? { ok: { of: id, calls: found.ok } } : found;
    },
    [model, row],
  );
  const known = callees.value?.of === id ? callees.value.calls : null;
  return (
    <>
      <Header row={row} callees={known} />
      <div class="call-steppers">
        <Stepper words={stepWords('function')} place={place} find={(by) => sameFunction(model.host, row, by)} />
        <Stepper
          words={stepWords(row.parent === null ? 'top' : 'caller')}
          place={under}
          find={(by) => sibling(model.host, row, by)}
        />
        {row.task !== null && (
          <Stepper words={stepWords('task')} place={task} find={(by) => sameThreadTask(model.host, row, by)} />
        )}
      </div>
      {isOk(values) ? (
        <Values row={row} values={values.ok} stats={catalogOf(model).byId.value.get(row.functionId)} />
      ) : (
        <Problem text={t('The values could not be read: {0}', values.err.message)} onAgain={onAgain} />
      )}
      <Callers row={row} />
      <Callees row={row} callees={{ ...callees, value: callees.value?.calls ?? null }} />
    </>
  );
}

function Nothing() {
  return (
    <aside class="call-pane call-nothing" aria-label={t('Selected call')}>
      <p>{t('No call is selected.')}</p>
      <p>{t('Click a call in the timeline, in the Runs view, or follow a link above a function in the editor.')}</p>
      <p>{t('Its arguments, local variables and result appear here, with who called it and what it called.')}</p>
    </aside>
  );
}
