/** A stretch of the run, in nanoseconds since the earliest process began. */
export interface TimeWindow {
  readonly fromNs: number;
  readonly toNs: number;
}

/** Doubles carry nanoseconds exactly for 104 days; below ten of them there is nothing left to see. */
const SHORTEST_NS = 10;

export function lengthOf({ fromNs, toNs }: TimeWindow): number {
  return toNs - fromNs;
}

/** Pixels from the left edge of something `width` pixels wide that shows the window. */
export function toX(window: TimeWindow, width: number, ns: number): number {
  return ((ns - window.fromNs) / lengthOf(window)) * width;
}

export function timeAt(window: TimeWindow, width: number, x: number): number {
  return window.fromNs + (x / Math.max(1, width)) * lengthOf(window);
}

/** The window moved and shortened as little as it takes to lie within the whole. */
export function clampWindow(window: TimeWindow, whole: TimeWindow): TimeWindow {
  const length = Math.min(Math.max(lengthOf(window), SHORTEST_NS), Math.max(lengthOf(whole), SHORTEST_NS));
  const middle = (window.fromNs + window.toNs) / 2;
  // Only a window that had to change its length is centred again: rounding must not make a still one creep.
  const from = length === lengthOf(window) ? window.fromNs : middle - length / 2;
  const fromNs = Math.max(whole.fromNs, Math.min(from, whole.toNs - length));
  return { fromNs, toNs: fromNs + length };
}

/** @param factor below 1 shows more detail. What is at `anchorNs` stays where it is, unless an end of the run is met. */
export function zoomAround(window: TimeWindow, whole: TimeWindow, anchorNs: number, factor: number): TimeWindow {
  const least = Math.max(factor, SHORTEST_NS / lengthOf(window));
  const fromNs = anchorNs - (anchorNs - window.fromNs) * least;
  const toNs = anchorNs + (window.toNs - anchorNs) * least;
  return clampWindow({ fromNs: Math.max(fromNs, whole.fromNs), toNs: Math.min(toNs, whole.toNs) }, whole);
}

export function panBy(window: TimeWindow, whole: TimeWindow, ns: number): TimeWindow {
  const moved = { fromNs: window.fromNs + ns, toNs: window.toNs + ns };
  const over = Math.max(0, moved.toNs - whole.toNs) - Math.max(0, whole.fromNs - moved.fromNs);
  return { fromNs: moved.fromNs - over, toNs: moved.toNs - over };
}

/** A stretch with room on both sides. */
export function windowAround(stretch: TimeWindow, whole: TimeWindow): TimeWindow {
  const room = Math.max(lengthOf(stretch) * 0.1, SHORTEST_NS / 2);
  return clampWindow({ fromNs: stretch.fromNs - room, toNs: stretch.toNs + room }, whole);
}

/** The window as it is when it shows enough of the stretch, else moved there, wider if it has to be. */
export function broughtIntoView(window: TimeWindow, whole: TimeWindow, stretch: TimeWindow): TimeWindow {
  const overlap = Math.min(window.toNs, stretch.toNs) - Math.max(window.fromNs, stretch.fromNs);
  const shown = lengthOf(window);
  const isInside = stretch.fromNs >= window.fromNs && stretch.toNs <= window.toNs;
  const isSpeck = lengthOf(stretch) < shown / 1000;
  if (isInside && !isSpeck) return window;
  if (overlap > shown / 2) return window;
  if (isSpeck) return clampWindow(scaledAround(stretch, Math.max(lengthOf(stretch) * 20, SHORTEST_NS)), whole);
  if (lengthOf(stretch) > shown * 0.8) return windowAround(stretch, whole);
  return clampWindow(scaledAround(stretch, shown), whole);
}

function scaledAround({ fromNs, toNs }: TimeWindow, length: number): TimeWindow {
  const middle = (fromNs + toNs) / 2;
  return { fromNs: middle - length / 2, toNs: middle + length / 2 };
}

/** What to show of a run that has grown when its end is followed. */
export function followed(window: TimeWindow, before: TimeWindow, now: TimeWindow): TimeWindow {
  if (window.fromNs <= before.fromNs && window.toNs >= before.toNs) return now;
  return clampWindow({ fromNs: now.toNs - lengthOf(window), toNs: now.toNs }, now);
}
