import { useEffect, useRef } from 'preact/hooks';
import { t } from '../app/texts.js';
import { duration } from '../call/format.js';
import { useSize } from './canvas-size.js';
import { MinimapView } from './minimap-view.js';
import { lengthOf, timeAt, toX } from './time-window.js';
import { useParts } from './timeline-parts.js';

const STEP_SHARE = 0.1;
/** The window stays something that can be grasped. */
const LEAST_WIDTH = 8;

/** The whole run, and the part that is looked at as a window to drag. */
export function Minimap() {
  const parts = useParts();
  const { state } = parts;
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useSize(box);
  const sizeNow = useRef(size);
  sizeNow.current = size;
  const view = useRef<MinimapView | null>(null);
  useEffect(() => {
    if (canvas.current === null) return undefined;
    const made = new MinimapView(parts, canvas.current, () => sizeNow.current);
    view.current = made;
    return () => made.dispose();
  }, [parts]);
  useEffect(() => view.current?.invalidate(), [size]);
  const whole = state.whole.value;
  const seen = state.view.value;
  const left = toX(whole, size.width, seen.fromNs);
  const width = Math.max(LEAST_WIDTH, toX(whole, size.width, seen.toNs) - left);
  const nsAt = (x: number) => timeAt(whole, size.width, x);

  const onPointerDown = (event: PointerEvent) => {
    const area = box.current;
    if (area === null || event.button !== 0) return;
    const origin = area.getBoundingClientRect().left;
    const at = nsAt(event.clientX - origin);
    const edge = event.target instanceof HTMLElement ? event.target.dataset['edge'] : undefined;
    const now = state.view.peek();
    const length = lengthOf(now);
    const isInside = event.clientX - origin >= left && event.clientX - origin <= left + width;
    const grip = edge === undefined && isInside ? at - now.fromNs : length / 2;
    const move = (to: number) => {
      if (edge === 'from') state.show({ fromNs: Math.min(to, now.toNs - 1), toNs: now.toNs });
      else if (edge === 'to') state.show({ fromNs: now.fromNs, toNs: Math.max(to, now.fromNs + 1) });
      else state.pan(to - grip - state.view.peek().fromNs);
    };
    if (edge === undefined && !isInside) move(at);
    area.setPointerCapture(event.pointerId);
    const follow = (moved: PointerEvent) => move(nsAt(moved.clientX - origin));
    const ended = new AbortController();
    area.addEventListener('pointermove', follow, { signal: ended.signal });
    for (const end of ['pointerup', 'pointercancel']) {
      area.addEventListener(end, () => ended.abort(), { signal: ended.signal });
    }
  };
  const onWheel = (event: WheelEvent) => {
    event.preventDefault();
    state.zoom(Math.exp(event.deltaY * 0.0022));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const length = lengthOf(seen);
    if (event.key === 'ArrowLeft') state.pan(-length * STEP_SHARE);
    else if (event.key === 'ArrowRight') state.pan(length * STEP_SHARE);
    else if (event.key === 'ArrowUp') state.zoom(0.7);
    else if (event.key === 'ArrowDown') state.zoom(1 / 0.7);
    else if (event.key === 'Home') state.pan(whole.fromNs - seen.fromNs);
    else if (event.key === 'End') state.pan(whole.toNs - seen.toNs);
    else return;
    event.preventDefault();
  };
  return (
    <div
      ref={box}
      class="timeline-minimap"
      onPointerDown={onPointerDown}
      onWheel={onWheel}
      onDblClick={() => state.show(whole)}
    >
      <canvas ref={canvas} aria-hidden="true" />
      <div class="timeline-shade" style={{ width: `${Math.max(0, left)}px` }} />
      <div class="timeline-shade after" style={{ left: `${left + width}px` }} />
      <div
        class="timeline-window"
        style={{ transform: `translateX(${left}px)`, width: `${width}px` }}
        role="slider"
        tabIndex={0}
        aria-label={t('Visible part of the run')}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round((100 * seen.fromNs) / Math.max(1, whole.toNs))}
        aria-valuetext={t('{0} to {1} of {2}', duration(seen.fromNs), duration(seen.toNs), duration(whole.toNs))}
        onKeyDown={onKeyDown}
      >
        <div class="timeline-edge from" data-edge="from" />
        <div class="timeline-edge to" data-edge="to" />
      </div>
    </div>
  );
}
