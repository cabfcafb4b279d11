import { Fragment } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { isOk } from '../../src/base/result.js';
import type { CallRow } from '../../src/store/api.js';
import { t } from '../app/texts.js';
import { MOST_CALLEES } from '../call/callees.js';
import { count, duration, place, sizeChange } from '../call/format.js';
import { memoryFacts } from '../call/memory-facts.js';
import { outcomeText } from '../call/outcome.js';
import { cardPlace, cornerPlace } from './card-place.js';
import type { Box } from './card-place.js';
import type { Hover } from './hover.js';
import { plainName } from './plain-name.js';
import { TaskLines } from './task-card.js';
import { useParts } from './timeline-parts.js';

/** Pointers cross hundreds of calls on their way; only where one rests is the host asked. */
const REST_MS = 60;

interface Props {
  readonly hover: Hover;
  /** For the keyboard: in a corner, where it covers nothing of this. Absent beside the pointer. */
  readonly avoided?: Box;
  /** Told whether there is such a corner. */
  readonly onPlaced?: (isSeen: boolean) => void;
}

/** What there is to know about the call under the pointer, or the one that keys led to, in a few lines. */
export function HoverCard({ hover, avoided, onPlaced }: Props) {
  const { state } = useParts();
  const card = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  // What the lines say, and with it the card's size, may come later than the card.
  useLayoutEffect(() => {
    const element = card.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setSize({ width: element.offsetWidth, height: element.offsetHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const area = state.size.value;
  const at = avoided === undefined ? cardPlace(hover, size, area) : cornerPlace(size, area, avoided);
  useEffect(() => onPlaced?.(at !== null && size.width > 0));
  const { x, y } = at ?? { x: 0, y: 0 };
  const style = { transform: `translate(${Math.round(x)}px, ${Math.round(y)}px)` };
  return (
    <div ref={card} class={at === null ? 'hover-card nowhere' : 'hover-card'} style={style} aria-hidden="true">
      {hover.lane.track === null ? <CallLines hover={hover} /> : <TaskLines hover={hover} />}
    </div>
  );
}

function CallLines({ hover }: { hover: Hover }) {
  const { catalog, model } = useParts();
  const { row, callees } = useRestingCall(hover.call);
  const facts = row === null ? [] : memoryFacts(row, callees, (callees?.length ?? 0) < MOST_CALLEES);
  const known = catalog.byId.value.get(hover.functionId);
  if (known === undefined) void catalog.learn(hover.functionId);
  return (
    <>
      <strong class="hover-card-name">{known === undefined ? t('a function') : plainName(known.qualname)}</strong>
      {known !== undefined && <div class="faint">{plainName(place(known.file, known.line))}</div>}
      <div>
        {[
          duration(hover.toNs - hover.fromNs),
          ...(row !== null && row.activeNs !== row.durationNs ? [t('of them {0} active', duration(row.activeNs))] : []),
        ].join(', ')}
      </div>
      {hover.merged > 1 && (
        <div>{t('{0} short calls side by side, most of their time in this function', count(hover.merged))}</div>
      )}
      {row !== null && <div>{outcomeText(row.outcome, model.live.value)}</div>}
      {facts.length > 0 && (
        <dl class="hover-card-facts">
          {facts.map(({ name, value }) => (
            <Fragment key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </Fragment>
          ))}
        </dl>
      )}
      {hover.netBytes !== null && hover.merged > 1 && <div>{t('{0} net together', sizeChange(hover.netBytes))}</div>}
      {hover.netBytes !== null && row !== null && row.activeNs !== row.durationNs && (
        <div>{t('{0} net in this interval', sizeChange(hover.netBytes))}</div>
      )}
      {row !== null && row.task !== null && <div>{t('Task {0}', plainName(row.task))}</div>}
      {hover.failed && row?.outcome !== 'unwind' && (
        <div>{hover.merged > 1 ? t('at least one of them raised') : outcomeText('unwind', false)}</div>
      )}
    </>
  );
}

interface Resting {
  readonly row: CallRow | null;
  /** Null while they are on their way; asked for where bytes were counted. */
  readonly callees: readonly CallRow[] | null;
}

const nothing: Resting = { row: null, callees: null };

function useRestingCall(call: number): Resting {
  const { model } = useParts();
  const [found, setFound] = useState(nothing);
  useLayoutEffect(() => {
    if (call === 0) return undefined;
    const outdated = new AbortController();
    const { signal } = outdated;
    const ask = async () => {
      const result = await model.host.request('call', call, signal);
      if (!isOk(result) || signal.aborted) return;
      const row = result.ok;
      setFound({ row, callees: null });
      if (row?.memory === undefined) return;
      const { thread } = row;
      const below = await model.host.request('children', { thread, call, limit: MOST_CALLEES }, signal);
      if (isOk(below) && !signal.aborted) setFound({ row, callees: below.ok });
    };
    const timer = setTimeout(() => void ask(), REST_MS);
    return () => {
      clearTimeout(timer);
      outdated.abort();
    };
  }, [call]);
  return found.row?.id === call ? found : nothing;
}
