import type { Hover } from './hover.js';
import type { LanesView } from './lanes-view.js';
import { lengthOf, timeAt } from './time-window.js';
import type { TimelineParts } from './timeline-parts.js';
import { wheelIntent } from './wheel.js';

/** Less than this is a click with an unsteady hand. */
const DRAG_FROM = 4;

interface Drag {
  readonly pointer: number;
  readonly x: number;
  readonly y: number;
  readonly fromNs: number;
  readonly scrollTop: number;
  moved: boolean;
}

/** What the mouse does on the lanes. Listens until the signal fires. */
export function listenToPointer(area: HTMLElement, parts: TimelineParts, view: LanesView, ended: AbortSignal): void {
  const { state, navigation, hover } = parts;
  let drag: Drag | null = null;
  const place = (event: MouseEvent) => {
    const { left, top } = area.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const nsAt = (x: number) => timeAt(state.view.peek(), state.size.peek().width, x);
  const hoverOf = (event: MouseEvent): Hover | null => {
    const { x, y } = place(event);
    return view.hoverAt(x, y);
  };
  const isHeader = (event: Event) => event.target instanceof Element && event.target.closest('button') !== null;

  const onDown = (event: PointerEvent) => {
    if (event.button !== 0 || isHeader(event)) return;
    const { x, y } = place(event);
    // The scroll bar belongs to the browser.
    if (x >= area.clientWidth) return;
    drag = {
      pointer: event.pointerId,
      x,
      y,
      fromNs: state.view.peek().fromNs,
      scrollTop: state.scrollTop.peek(),
      moved: false,
    };
    area.setPointerCapture(event.pointerId);
  };
  const onMove = (event: PointerEvent) => {
    if (drag === null || drag.pointer !== event.pointerId) {
      hover.value = isHeader(event) ? null : hoverOf(event);
      return;
    }
    const { x, y } = place(event);
    if (!drag.moved && Math.hypot(x - drag.x, y - drag.y) < DRAG_FROM) return;
    if (!drag.moved) area.classList.add('dragging');
    drag.moved = true;
    hover.value = null;
    const now = state.view.peek();
    const perPixel = lengthOf(now) / state.size.peek().width;
    state.pan(drag.fromNs - (x - drag.x) * perPixel - now.fromNs);
    state.scrollTo(drag.scrollTop - (y - drag.y));
  };
  const onUp = (event: PointerEvent) => {
    if (drag === null || drag.pointer !== event.pointerId) return;
    const { moved } = drag;
    drag = null;
    area.classList.remove('dragging');
    const hit = moved || event.type === 'pointercancel' ? null : hoverOf(event);
    if (hit !== null) void navigation.selectAt(hit, nsAt(place(event).x));
  };
  const onDouble = (event: MouseEvent) => {
    const hit = isHeader(event) ? null : hoverOf(event);
    if (hit !== null) state.zoomTo(hit);
  };
  const onWheel = (event: WheelEvent) => {
    event.preventDefault();
    const intent = wheelIntent(event);
    if (intent.kind === 'zoom') state.zoom(intent.factor, nsAt(place(event).x));
    else if (intent.kind === 'scroll') state.scrollTo(state.scrollTop.peek() + intent.pixels);
    else state.pan((intent.pixels * lengthOf(state.view.peek())) / state.size.peek().width);
    hover.value = null;
  };
  const options = { signal: ended };
  area.addEventListener('pointerdown', onDown, options);
  area.addEventListener('pointermove', onMove, options);
  area.addEventListener('pointerup', onUp, options);
  area.addEventListener('pointercancel', onUp, options);
  area.addEventListener('pointerleave', () => (hover.value = null), options);
  area.addEventListener('dblclick', onDouble, options);
  area.addEventListener('wheel', onWheel, { ...options, passive: false });
}
