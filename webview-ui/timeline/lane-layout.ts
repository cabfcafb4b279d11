import type { ProcessInfo, TaskTrack, ThreadInfo } from '../../src/store/api.js';
import { t } from '../app/texts.js';
import { plainName } from './plain-name.js';
import type { TimeWindow } from './time-window.js';

/** All in CSS pixels. */
export const ROW_HEIGHT = 18;
export const HEADER_HEIGHT = 24;
const LANE_GAP = 6;

/** A thread of the run, or its tasks, as a band of the timeline. */
export interface Lane {
  /** Unlike that of any other lane: the thread for its calls, `taskLaneKey` of it for its tasks. */
  readonly key: number;
  readonly thread: number;
  /** When it shows the asyncio tasks of the thread: a row then is a row of tasks, not a depth. */
  readonly track: TaskTrack | null;
  readonly name: string;
  /** Which process, when there are several; else empty. */
  readonly process: string;
  readonly calls: number;
  /** What has to be added to the thread's times so that all processes have one clock. */
  readonly offsetNs: number;
  /** Stretch with calls, on that clock. */
  readonly extent: TimeWindow;
  /** Depths to draw; 0 when collapsed. */
  readonly rows: number;
  /** Rows when it is not collapsed. */
  readonly depths: number;
  readonly collapsed: boolean;
  /** From the top of all lanes to the lane's header. */
  readonly top: number;
  readonly height: number;
}

/** More rows of tasks than this are hidden until somebody asks for them: a server has thousands. */
const MOST_TASK_ROWS = 12;

/** Beyond all threads. */
export function taskLaneKey(thread: number): number {
  return 2 ** 22 + thread;
}

/**
 * Lanes from top to bottom, the tasks of a thread above its calls. Threads without calls are left out when others have some.
 *
 * @param toggled keys of lanes that somebody collapsed, or opened where they are collapsed by themselves.
 */
export function layLanes(
  processes: readonly ProcessInfo[],
  threads: readonly ThreadInfo[],
  toggled: ReadonlySet<number>,
  tracks: readonly TaskTrack[] = [],
): readonly Lane[] {
  const byId = new Map(processes.map((process) => [process.process, process]));
  const earliest = Math.min(...processes.map(({ startEpochNs }) => startEpochNs));
  const shown = threads
    .filter(({ calls }) => calls > 0)
    .toSorted((a, b) => a.process - b.process || a.serial - b.serial);
  const trackOf = new Map(tracks.map((track) => [track.thread, track]));
  let top = 0;
  const laid = (lane: Omit<Lane, 'rows' | 'collapsed' | 'top' | 'height'>, isCollapsedAlone: boolean): Lane => {
    const collapsed = isCollapsedAlone !== toggled.has(lane.key);
    const rows = collapsed ? 0 : lane.depths;
    const height = HEADER_HEIGHT + rows * ROW_HEIGHT + LANE_GAP;
    const placed = { ...lane, rows, collapsed, top, height };
    top += height;
    return placed;
  };
  return shown.flatMap((thread): readonly Lane[] => {
    const process = byId.get(thread.process);
    const offsetNs = process === undefined ? 0 : process.startEpochNs - earliest;
    const common = {
      thread: thread.thread,
      name: plainName(thread.name === '' ? t('Thread {0}', thread.serial) : thread.name),
      process: process === undefined || processes.length < 2 ? '' : processName(process),
      calls: thread.calls,
      offsetNs,
      extent: { fromNs: thread.firstNs + offsetNs, toNs: thread.lastNs + offsetNs },
    };
    const calls = { ...common, key: thread.thread, track: null, depths: thread.maxDepth + 1 };
    const track = trackOf.get(thread.thread);
    if (track === undefined) return [laid(calls, false)];
    const tasks = { ...common, key: taskLaneKey(thread.thread), track, depths: track.rows };
    // Below the calls nobody would find them: a recursion is ten thousand rows deep.
    return [laid(tasks, track.rows > MOST_TASK_ROWS), laid(calls, false)];
  });
}

function processName({ pid, argv }: ProcessInfo): string {
  const program = argv.at(0) ?? '';
  const name = program.slice(Math.max(program.lastIndexOf('/'), program.lastIndexOf('\\')) + 1);
  return plainName(name === '' ? t('process {0}', pid) : `${name} (${pid})`);
}

/** From the start of the first process to the last thing that was recorded. */
export function wholeRun(processes: readonly ProcessInfo[], lanes: readonly Lane[]): TimeWindow {
  const earliest = Math.min(...processes.map(({ startEpochNs }) => startEpochNs));
  let toNs = 1000;
  for (const { startEpochNs, durationNs } of processes) toNs = Math.max(toNs, startEpochNs - earliest + durationNs);
  for (const { extent } of lanes) toNs = Math.max(toNs, extent.toNs);
  return { fromNs: 0, toNs };
}

export function heightOf(lanes: readonly Lane[]): number {
  const last = lanes.at(-1);
  return last === undefined ? 0 : last.top + last.height;
}

/** Rows of a lane that are on the screen. */
export interface VisibleLane {
  readonly lane: Lane;
  readonly firstDepth: number;
  /** How many rows from `firstDepth` on; 0 when only the header is seen. */
  readonly rows: number;
  /** Top of the first of them, from the top of the screen part. */
  readonly y: number;
}

/** What is seen of the lanes in `height` pixels from `scrollTop` on. */
export function visibleLanes(lanes: readonly Lane[], scrollTop: number, height: number): readonly VisibleLane[] {
  const seen: VisibleLane[] = [];
  for (const lane of lanes) {
    if (lane.top + lane.height <= scrollTop) continue;
    if (lane.top >= scrollTop + height) break;
    const rowsTop = lane.top + HEADER_HEIGHT - scrollTop;
    const firstDepth = Math.max(0, Math.floor(-rowsTop / ROW_HEIGHT));
    const end = Math.min(lane.rows, Math.ceil((height - rowsTop) / ROW_HEIGHT));
    const y = rowsTop + firstDepth * ROW_HEIGHT;
    seen.push({ lane, firstDepth, rows: Math.max(0, end - firstDepth), y });
  }
  return seen;
}

/** The lane and depth at a height, counted from the top of all lanes. Null on a header and between lanes. */
export function rowAt(lanes: readonly Lane[], y: number): { readonly lane: Lane; readonly depth: number } | null {
  const lane = lanes.find(({ top, height }) => y >= top && y < top + height);
  if (lane === undefined) return null;
  const depth = Math.floor((y - lane.top - HEADER_HEIGHT) / ROW_HEIGHT);
  return depth >= 0 && depth < lane.rows ? { lane, depth } : null;
}

/** Where to scroll so that a row and its neighbours above and below are seen; unchanged when they are. */
export function scrolledTo(lane: Lane, depth: number, scrollTop: number, height: number): number {
  const row = lane.top + HEADER_HEIGHT + Math.min(depth, Math.max(0, lane.rows - 1)) * ROW_HEIGHT;
  // The header sticks to the top of the screen part and would cover the row.
  const most = Math.max(lane.top, row - HEADER_HEIGHT - 2 * ROW_HEIGHT);
  const least = Math.min(most, row + 3 * ROW_HEIGHT - height);
  return Math.max(least, Math.min(scrollTop, most));
}
