import type { SpanColumns } from '../../src/store/api.js';
import { spanAt } from './hit-test.js';
import { rowAt } from './lane-layout.js';
import type { Lane } from './lane-layout.js';
import { lengthOf, timeAt } from './time-window.js';
import type { TimeWindow } from './time-window.js';

/** A span on the screen. */
export interface Hover {
  readonly lane: Lane;
  readonly depth: number;
  readonly functionId: number;
  /** 0 when it stands for several calls. */
  readonly call: number;
  readonly merged: number;
  readonly failed: boolean;
  /** Bytes allocated less bytes freed, of several calls together; null where they were not counted. */
  readonly netBytes: number | null;
  /** Of a task: whether it runs at that place, or is suspended. Calls run. */
  readonly isRunning: boolean;
  /** On the timeline's clock. */
  readonly fromNs: number;
  readonly toNs: number;
  /** Place of the pointer, from the top left of the lanes' part of the screen. */
  readonly x: number;
  readonly y: number;
}

export interface Screen {
  readonly lanes: readonly Lane[];
  readonly view: TimeWindow;
  readonly width: number;
  readonly scrollTop: number;
  readonly spansOf: (lane: Lane) => SpanColumns | null;
  /** When the tasks of a lane of them ran; null of other lanes. */
  readonly stepsOf?: (lane: Lane) => SpanColumns | null;
}

/** Spans are hit this far beside them, in pixels: the narrowest are one pixel wide. */
const SLACK = 2;

/** What is at a place of the screen. */
export function hoverAt(screen: Screen, x: number, y: number): Hover | null {
  const row = rowAt(screen.lanes, y + screen.scrollTop);
  if (row === null) return null;
  const { lane, depth } = row;
  const spans = screen.spansOf(lane);
  if (spans === null) return null;
  const ns = timeAt(screen.view, screen.width, x) - lane.offsetNs;
  const slackNs = (SLACK * lengthOf(screen.view)) / screen.width;
  const at = spanAt(spans, depth, ns, slackNs);
  if (at < 0) return null;
  const steps = screen.stepsOf?.(lane) ?? null;
  const step = steps === null ? -1 : spanAt(steps, depth, ns, slackNs / 2);
  // The call that ran there says more than the one that began the task.
  const stepCall = steps === null || step < 0 || spans.merged[at] > 1 ? 0 : steps.call[step];
  return {
    lane,
    depth,
    functionId: spans.functionId[at],
    call: stepCall > 0 ? stepCall : spans.call[at],
    merged: spans.merged[at],
    failed: spans.failed[at] !== 0,
    netBytes: spans.netBytes?.[at] ?? null,
    isRunning: steps === null || step >= 0,
    fromNs: spans.startNs[at] + lane.offsetNs,
    toNs: spans.endNs[at] + lane.offsetNs,
    x,
    y,
  };
}
