import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { isOk } from '../../src/base/result.js';
import type { CallRow } from '../../src/store/api.js';
import { duration, place } from '../call/format.js';
import { mergedWords, outcomeWords } from './call-words.js';
import { cardPlace } from './card-place.js';
import type { Hover } from './hover.js';
import { plainName } from './plain-name.js';
import { useParts } from './timeline-parts.js';

/** Pointers cross hundreds of calls on their way; only where one rests is the host asked. */
const REST_MS = 60;

/** What there is to know about the call under the pointer, in a few lines. */
export function HoverCard({ hover }: { hover: Hover }) {
  const { catalog, state } = useParts();
  const card = useRef<HTMLDivElement>(null);
  const row = useRestingCall(hover.call);
  const [at, setAt] = useState({ x: 0, y: 0 });
  const known = catalog.byId.value.get(hover.functionId);
  const area = state.size.value;
  useLayoutEffect(() => {
    const { offsetWidth, offsetHeight } = card.current ?? { offsetWidth: 0, offsetHeight: 0 };
    setAt(cardPlace(hover, { width: offsetWidth, height: offsetHeight }, area));
  }, [hover, row, known, area]);
  if (known === undefined) void catalog.learn(hover.functionId);
  const style = { transform: `translate(${Math.round(at.x)}px, ${Math.round(at.y)}px)` };
  return (
    <div ref={card} class="timeline-card" style={style} aria-hidden="true">
      <strong>{known === undefined ? 'a function' : plainName(known.qualname)}</strong>
      {known !== undefined && <div class="timeline-card-place">{plainName(place(known.file, known.line))}</div>}
      <div>
        {duration(hover.toNs - hover.fromNs)}
        {hover.merged > 1 && `, ${mergedWords(hover.merged)}, most of their time in this function`}
        {row !== null && row.activeNs !== row.durationNs && `, of them ${duration(row.activeNs)} active`}
      </div>
      {row !== null && <div>{outcomeWords(row.outcome)}</div>}
      {row !== null && row.task !== null && <div>Task {plainName(row.task)}</div>}
      {hover.failed && row?.outcome !== 'unwind' && (
        <div>{hover.merged > 1 ? 'an exception left at least one of them' : 'left by an exception'}</div>
      )}
    </div>
  );
}

function useRestingCall(call: number): CallRow | null {
  const { model } = useParts();
  const [row, setRow] = useState<CallRow | null>(null);
  useLayoutEffect(() => {
    if (call === 0) return undefined;
    const outdated = new AbortController();
    const ask = async () => {
      const result = await model.host.request('call', call, outdated.signal);
      if (isOk(result) && !outdated.signal.aborted) setRow(result.ok);
    };
    const timer = setTimeout(() => void ask(), REST_MS);
    return () => {
      clearTimeout(timer);
      outdated.abort();
    };
  }, [call]);
  return row?.id === call ? row : null;
}
