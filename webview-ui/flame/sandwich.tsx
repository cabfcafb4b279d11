import { useMemo } from 'preact/hooks';
import { isOk } from '../../src/base/result.js';
import type { Result } from '../../src/base/result.js';
import type { EdgeStats } from '../../src/store/api.js';
import { useModel } from '../app/model.js';
import { Problem } from '../app/problem.js';
import { t } from '../app/texts.js';
import { useCalmGrowth } from '../call/calm-growth.js';
import { useLoaded } from '../call/loaded.js';
import { catalogOf } from '../functions/catalog.js';
import { plainName } from '../timeline/plain-name.js';
import { FunctionCalls } from './function-calls.js';
import { FunctionSummary } from './function-summary.js';
import { SandwichList } from './sandwich-list.js';
import { shares } from './shares.js';

const REFRESH_MS = 1500;
/** Functions to go back to. */
const MOST_TRAIL = 50;

interface Edges {
  readonly of: number;
  readonly callers: readonly EdgeStats[];
  readonly callees: readonly EdgeStats[];
}

function isIds(kept: unknown): kept is readonly number[] {
  return Array.isArray(kept) && kept.every((id) => typeof id === 'number');
}

/** A function between those that called it and those it called. */
export function Sandwich() {
  const model = useModel();
  const id = model.focusFunction.value ?? model.selectedCall.value?.functionId ?? null;
  if (id === null) {
    return (
      <div class="flame-pane">
        <p class="flame-empty">
          {t(
            'No function is chosen. Press Enter on one in Top Functions, or select a call in the timeline: its callers and callees appear here.',
          )}
        </p>
      </div>
    );
  }
  return <Of id={id} />;
}

function Of({ id }: { readonly id: number }) {
  const model = useModel();
  const catalog = catalogOf(model);
  const trail = model.kept<readonly number[]>('sandwich.trail', [], isIds);
  const growth = useCalmGrowth(REFRESH_MS);
  const { value, failure, isSlow, again } = useLoaded<Edges>(
    async (signal): Promise<Result<Edges>> => {
      const [callers, callees] = await Promise.all([
        model.host.request('callers', id, signal),
        model.host.request('callees', id, signal),
        catalog.rows.peek() === null ? undefined : catalog.learn(id),
      ]);
      if (!isOk(callers)) return callers;
      return isOk(callees) ? { ok: { of: id, callers: callers.ok, callees: callees.ok } } : callees;
    },
    [model, id, growth],
  );
  const callers = useMemo(() => shares(value?.callers ?? [], 'callerId'), [value]);
  const callees = useMemo(() => shares(value?.callees ?? [], 'calleeId'), [value]);
  const problem = failure !== null && (
    <Problem text={t('The callers could not be read: {0}', failure)} onAgain={again} />
  );
  if (value === null || (failure !== null && value.of !== id)) {
    return (
      <div class="flame-pane" aria-busy={failure === null}>
        {problem}
      </div>
    );
  }
  const stats = catalog.byId.value.get(value.of);
  const selected = model.selectedCall.value;
  const walk = (to: number) => {
    trail.value = [...trail.value, id].slice(-MOST_TRAIL);
    model.focusFunction.value = to;
  };
  return (
    <div class={`flame-pane flame-sandwich${isSlow ? ' flame-slow' : ''}`} aria-busy={isSlow}>
      {problem}
      <div class="flame-ways">
        {trail.value.length > 0 && (
          <button
            type="button"
            class="link-button"
            onClick={() => {
              model.focusFunction.value = trail.value.at(-1) ?? null;
              trail.value = trail.value.slice(0, -1);
            }}
          >
            {t('Back')}
          </button>
        )}
        {selected !== null && selected.functionId !== id && (
          <button type="button" class="link-button" onClick={() => walk(selected.functionId)}>
            {t('Function of the selected call: {0}', plainName(selected.qualname))}
          </button>
        )}
      </div>
      <SandwichList title={t('Callers')} empty={t('Nothing recorded calls it.')} lines={callers} onWalk={walk} />
      {stats !== undefined && <FunctionSummary stats={stats} />}
      <SandwichList
        title={t('Callees')}
        empty={t('It calls nothing that was recorded.')}
        lines={callees}
        onWalk={walk}
      />
      <FunctionCalls functionId={value.of} growth={growth} />
    </div>
  );
}
