import { useState } from 'preact/hooks';
import { isOk } from '../../src/base/result.js';
import type { KeeperQuery } from '../../src/rpc/view-contract.js';
import { useModel } from '../app/model.js';
import type { Model } from '../app/model.js';
import { Problem } from '../app/problem.js';
import { t } from '../app/texts.js';

/** What became of the question who keeps a value alive. */
type State =
  | { readonly kind: 'asked' | 'taking' }
  /** There is no snapshot of the call's process. */
  | { readonly kind: 'none'; readonly query: KeeperQuery; readonly isLive: boolean }
  | { readonly kind: 'failed'; readonly query: KeeperQuery; readonly message: string };

export interface Keeper {
  readonly state: State | null;
  /** Shows the object of a value in a snapshot of the run. */
  readonly ask: (query: KeeperQuery) => Promise<void>;
  readonly take: (query: KeeperQuery) => Promise<void>;
  readonly close: () => void;
}

/** Leads from values of a call to heap snapshots. Each call begins anew. */
export function useKeeper(call: number): Keeper {
  const model = useModel();
  const [state, setState] = useState<{ readonly of: number; readonly state: State | null }>({ of: call, state: null });
  const set = (next: State | null) => setState({ of: call, state: next });
  const ask = async (how: 'showKeeper' | 'takeSnapshotOf', query: KeeperQuery) => {
    set({ kind: how === 'showKeeper' ? 'asked' : 'taking' });
    set(await answerTo(model, how, query));
  };
  return {
    state: state.of === call ? state.state : null,
    ask: (query) => ask('showKeeper', query),
    take: (query) => ask('takeSnapshotOf', query),
    close: () => set(null),
  };
}

async function answerTo(
  { host }: Model,
  how: 'showKeeper' | 'takeSnapshotOf',
  query: KeeperQuery,
): Promise<State | null> {
  const result = await host.request(how, query);
  if (!isOk(result)) return { kind: 'failed', query, message: result.err.message };
  return result.ok.file === null ? { kind: 'none', query, isLive: result.ok.live } : null;
}

/** What stands in the way of an answer, and what to do about it. */
export function KeeperNotice({ keeper: { state, ask, take, close } }: { readonly keeper: Keeper }) {
  if (state === null) return null;
  if (state.kind === 'failed') {
    return (
      <Problem
        text={t('Who keeps it alive could not be found: {0}', state.message)}
        onAgain={() => void ask(state.query)}
      />
    );
  }
  if (state.kind !== 'none') {
    return (
      <p class="call-keeper" role="status">
        {state.kind === 'taking' ? t('Taking a heap snapshot…') : t('Looking for a heap snapshot…')}
      </p>
    );
  }
  return (
    <div class="call-keeper" role="status">
      <p>{state.isLive ? liveText() : endedText()}</p>
      <p class="call-keeper-actions">
        {state.isLive && (
          <button type="button" class="link-button" onClick={() => void take(state.query)}>
            {t('Take Heap Snapshot')}
          </button>
        )}
        <button type="button" class="link-button" onClick={close}>
          {t('Close')}
        </button>
      </p>
    </div>
  );
}

function liveText(): string {
  return t('A heap snapshot tells who keeps an object alive, and there is none of this process yet.');
}

function endedText(): string {
  return t(
    'A heap snapshot tells who keeps an object alive, and there is none of this process. It has ended: record it again with the setting tracehold.heap.atExit, or with tracehold.snapshot() where the object should be gone.',
  );
}
