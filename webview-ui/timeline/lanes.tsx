import { useComputed } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { CallRow } from '../../src/store/api.js';
import { t } from '../app/texts.js';
import { CallItems, itemId } from './call-tree.js';
import { useSize } from './canvas-size.js';
import type { Box } from './card-place.js';
import type { Hover } from './hover.js';
import { HoverCard } from './hover-card.js';
import { keyAction } from './keyboard.js';
import { LaneHeader } from './lane-header.js';
import { HEADER_HEIGHT, ROW_HEIGHT } from './lane-layout.js';
import { LanesView } from './lanes-view.js';
import { perform } from './perform.js';
import { listenToPointer } from './pointer.js';
import { toX } from './time-window.js';
import { useParts } from './timeline-parts.js';
import type { TimelineParts } from './timeline-parts.js';

function keysHelp(hasTasks: boolean): string {
  return hasTasks
    ? t(
        'Calls. Up and Down: caller and first callee. Brackets: call before and after. Enter: show the source. T: next task.',
      )
    : t('Calls. Up and Down: caller and first callee. Brackets: call before and after. Enter: show the source.');
}

/** The threads' calls: a canvas that stays while its container scrolls, headers above it, the tree for screen readers. */
export function Lanes({ focusSearch }: { focusSearch: () => void }) {
  const parts = useParts();
  const { state, model, hover, tasks } = parts;
  const scroller = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const tree = useRef<HTMLDivElement>(null);
  const size = useSize(scroller);
  /** The card of the selected call: shown once a key was pressed, until Escape. */
  const [card, setCard] = useState<'off' | 'shown' | 'dismissed'>('off');
  useLayoutEffect(() => {
    state.size.value = size;
  }, [size]);
  useLayoutEffect(() => {
    if (scroller.current !== null) scroller.current.scrollTop = state.scrollTop.value;
  }, [state.scrollTop.value, state.height.value]);
  useEffect(() => {
    if (canvas.current === null || scroller.current === null) return undefined;
    const ended = new AbortController();
    const view = new LanesView(parts, canvas.current);
    listenToPointer(scroller.current, parts, view, ended.signal);
    return () => {
      ended.abort();
      view.dispose();
    };
  }, [parts]);
  const isSeen = useRef(false);
  const keyed = card === 'shown' && hover.value === null ? selectedOnScreen(parts, model.selectedCall.value) : null;
  const onKeyDown = (event: KeyboardEvent) => {
    const action = keyAction(event);
    if (action === null) return;
    event.preventDefault();
    event.stopPropagation();
    if (action === 'leave' && keyed !== null && isSeen.current) {
      setCard('dismissed');
      return;
    }
    if (card === 'off') setCard('shown');
    perform(action, parts, focusSearch);
  };
  const { call } = model.selection.value;
  return (
    <div class="timeline-lanes">
      <div
        ref={scroller}
        class="timeline-scroller"
        onScroll={(event) => (state.scrollTop.value = event.currentTarget.scrollTop)}
        onPointerUp={() => tree.current?.focus({ preventScroll: true })}
        onPointerMove={() => setCard('off')}
      >
        <canvas
          ref={canvas}
          class="timeline-canvas"
          aria-hidden="true"
          style={{ width: `${size.width}px`, height: `${size.height}px` }}
        />
        <Headers />
      </div>
      <div
        ref={tree}
        class="timeline-tree"
        role="tree"
        tabIndex={0}
        aria-label={keysHelp(tasks.tracks.value.length > 0)}
        {...(call === null ? {} : { 'aria-activedescendant': itemId(call) })}
        onKeyDown={onKeyDown}
        onBlur={() => setCard('off')}
      >
        <div class="hidden-visually">
          <CallItems />
        </div>
      </div>
      {hover.value !== null && <HoverCard hover={hover.value} />}
      {keyed !== null && <HoverCard hover={keyed.hover} avoided={keyed.box} onPlaced={(is) => (isSeen.current = is)} />}
    </div>
  );
}

/** Headers of the lanes on the screen: a run may have thousands of threads. */
function Headers() {
  const { state } = useParts();
  const shown = useComputed(() => {
    const top = state.scrollTop.value - 200;
    const bottom = top + state.size.value.height + 400;
    return state.lanes.value.filter((lane) => lane.top < bottom && lane.top + lane.height > top);
  });
  return (
    <div class="timeline-extent" style={{ height: `${state.height.value}px` }}>
      {shown.value.map((lane) => (
        <LaneHeader key={lane.key} lane={lane} />
      ))}
    </div>
  );
}

interface OnScreen {
  readonly hover: Hover;
  readonly box: Box;
}

/** The selected call and where it is seen, for those who move by keyboard; null when it is not. */
function selectedOnScreen({ state }: TimelineParts, call: CallRow | null): OnScreen | null {
  const lane = call === null ? null : state.laneOf(call.thread);
  if (call === null || lane === null || lane.collapsed) return null;
  const { width, height } = state.size.value;
  const stretch = state.stretchOf(call);
  const view = state.view.value;
  const left = toX(view, width, Math.max(stretch.fromNs, view.fromNs));
  const right = toX(view, width, Math.min(stretch.toNs, view.toNs));
  const y = lane.top + HEADER_HEIGHT + call.depth * ROW_HEIGHT - state.scrollTop.value;
  if (right < 0 || left > width || y < -ROW_HEIGHT || y > height) return null;
  const { depth, functionId, id } = call;
  const span = { functionId, call: id, merged: 1, failed: call.outcome === 'unwind', netBytes: null, isRunning: true };
  const hover = { lane, depth, ...span, ...stretch, x: (left + right) / 2, y };
  return { hover, box: { x: left, y, width: Math.max(1, right - left), height: ROW_HEIGHT } };
}
