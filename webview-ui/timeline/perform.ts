import { assertNever } from '../../src/base/assert-never.js';
import { ROW_HEIGHT } from './lane-layout.js';
import type { KeyAction } from './keyboard.js';
import { clampWindow, lengthOf } from './time-window.js';
import type { TimelineParts } from './timeline-parts.js';

const PAN_SHARE = 0.1;
const ZOOM_STEP = 0.7;

/** Does what a key asked for. */
export function perform(action: KeyAction, parts: TimelineParts, focusSearch: () => void): void {
  const { state, model, navigation, search, hover, colours } = parts;
  const view = state.view.peek();
  const whole = state.whole.peek();
  const length = lengthOf(view);
  const { height } = state.size.peek();
  const call = model.selectedCall.peek();
  hover.value = null;
  switch (action) {
    case 'pan-left':
      return state.pan(-length * PAN_SHARE);
    case 'pan-right':
      return state.pan(length * PAN_SHARE);
    case 'zoom-in':
    case 'zoom-out': {
      const middle = call === null ? null : middleWithin(state.stretchOf(call), view);
      return state.zoom(action === 'zoom-in' ? ZOOM_STEP : 1 / ZOOM_STEP, middle ?? (view.fromNs + view.toNs) / 2);
    }
    case 'show-start':
      return state.show(clampWindow({ fromNs: whole.fromNs, toNs: whole.fromNs + length }, whole));
    case 'show-end':
      return state.show(clampWindow({ fromNs: whole.toNs - length, toNs: whole.toNs }, whole));
    case 'show-all':
      return state.show(whole);
    case 'scroll-up':
      return state.scrollTo(state.scrollTop.peek() - height + 2 * ROW_HEIGHT);
    case 'scroll-down':
      return state.scrollTo(state.scrollTop.peek() + height - 2 * ROW_HEIGHT);
    case 'parent':
    case 'child':
    case 'previous':
    case 'next':
      return void navigation.step(action);
    case 'next-task':
      return void navigation.stepTask(1);
    case 'previous-task':
      return void navigation.stepTask(-1);
    case 'zoom-to-call':
      return call === null ? undefined : state.zoomTo(state.stretchOf(call));
    case 'reveal':
      return call === null ? undefined : model.reveal(call.file, call.line);
    case 'colour-by-memory':
      return colours.toggle();
    case 'search':
      return focusSearch();
    case 'leave':
      if (search.text.peek() !== '') search.text.value = '';
      else if (call !== null) model.select({ thread: call.thread, call: null });
      return undefined;
    default:
      return assertNever(action);
  }
}

/** The middle of what is seen of a stretch; null when nothing is. */
function middleWithin(
  stretch: { readonly fromNs: number; readonly toNs: number },
  view: { readonly fromNs: number; readonly toNs: number },
): number | null {
  const from = Math.max(stretch.fromNs, view.fromNs);
  const to = Math.min(stretch.toNs, view.toNs);
  return from <= to ? (from + to) / 2 : null;
}
