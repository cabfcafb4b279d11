import { SpanMerger } from '../../trace/merger.js';
import { Ended } from '../../trace/slice.js';
import { SpanRows } from '../../trace/spans.js';
import type { TaskHits, TaskInfo, TaskName, TaskSpans, TaskSpansQuery, TaskTrack } from '../api.js';
import { findCall } from '../call-rows.js';
import type { CallSource } from '../call-source.js';
import { taskOrdinalOf } from '../slices.js';
import { threadsInOrder } from './chunks.js';
import { SpanTable } from './span-table.js';
import { packRows } from './task-rows.js';
import { TaskSteps } from './task-steps.js';
import type { RunningTask } from './task-steps.js';
import { spanColumns } from './viewport.js';

/** A name longer than this is nobody's name; all of it is in the SQL console. */
const LONGEST_NAME = 200;
/** Narrower tasks have no room for a name. In pixels. */
const NAMED_FROM = 24;

interface Track {
  readonly version: number;
  /** In order of start. */
  readonly tasks: readonly RunningTask[];
  /** Of each row, in order of time. */
  readonly rows: readonly (readonly RunningTask[])[];
  readonly steps: SpanTable;
  readonly fromNs: number;
  readonly toNs: number;
}

/** The asyncio tasks of a run, thread by thread; nothing is read before somebody asks. */
export class TaskIndex {
  readonly #source: CallSource;
  readonly #steps = new Map<number, TaskSteps>();
  readonly #tracks = new Map<number, Track>();

  constructor(source: CallSource) {
    this.#source = source;
  }

  tracks(): readonly TaskTrack[] {
    if (this.#source.tables.tasks.length <= 1) return [];
    return threadsInOrder(this.#source).flatMap((thread): TaskTrack[] => {
      const { tasks, rows, fromNs, toNs } = this.#track(thread);
      const left = this.#steps.get(thread)?.left ?? 0;
      return tasks.length === 0 ? [] : [{ thread, tasks: tasks.length, rows: rows.length, fromNs, toNs, left }];
    });
  }

  spans({ thread, fromNs, toNs, pixels, firstRow, rows: wanted }: TaskSpansQuery): TaskSpans {
    const track = this.#source.tables.tasks.length <= 1 ? null : this.#track(thread);
    const perPixel = Math.max(0, (toNs - fromNs) / Math.max(1, pixels));
    const lifetimes = new SpanRows();
    const steps = new SpanRows();
    const names: TaskName[] = [];
    if (track === null)
      return {
        lifetimes: spanColumns(lifetimes, false),
        task: new Uint32Array(0),
        steps: spanColumns(steps, false),
        names,
      };
    const lastRow = Math.min(firstRow + wanted, track.rows.length) - 1;
    const tasks = new SpanMerger(perPixel, takerInto(lifetimes, firstRow));
    for (let row = firstRow; row <= lastRow; row++) {
      for (const each of between(track.rows[row], fromNs, toNs)) {
        tasks.add(row - firstRow, each.fromNs, each.toNs, each.functionId, each.task, 1, each.failed, each.net);
        if (each.toNs - each.fromNs < NAMED_FROM * perPixel) continue;
        names.push({ task: each.task, name: this.#name(each.task) });
      }
    }
    tasks.flush();
    const merger = new SpanMerger(perPixel, takerInto(steps, firstRow));
    track.steps.feed(merger, { fromNs, toNs, firstDepth: firstRow, lastDepth: lastRow });
    merger.flush();
    const counts = this.#source.countsMemory(thread);
    const shown = spanColumns(lifetimes, counts);
    const task = Uint32Array.from(shown.call);
    const byTask = this.#steps.get(thread)?.byTask;
    for (let row = 0; row < shown.count; row++) shown.call[row] = byTask?.get(task[row])?.call ?? 0;
    return { lifetimes: shown, task, steps: spanColumns(steps, counts), names };
  }

  /** The task that a call runs in; null when it runs in none. */
  taskOf(call: number): TaskInfo | null {
    const place = this.#source.tables.tasks.length <= 1 ? null : findCall(this.#source, call);
    if (place === null) return null;
    const task = taskOrdinalOf(this.#source, place);
    return task === 0 ? null : this.#info(place.thread, task);
  }

  /** A task of a thread by its place in order of start, from 0. */
  taskAt(thread: number, index: number): TaskInfo | null {
    if (this.#source.tables.tasks.length <= 1) return null;
    const found = this.#track(thread).tasks.at(index);
    return found === undefined || index < 0 ? null : this.#info(thread, found.task);
  }

  /** Tasks whose name or coroutine holds the text, whatever its case, in order of thread and start. */
  search(text: string, limit: number, offset: number): TaskHits {
    const { tasks } = this.#source.tables;
    const wanted = text.toLowerCase();
    const hits: TaskInfo[] = [];
    let count = 0;
    if (tasks.length <= 1 || wanted === '') return { hits, count };
    for (const thread of threadsInOrder(this.#source)) {
      for (const { task } of this.#track(thread).tasks) {
        const { name, coroutine } = tasks[task] ?? { name: '', coroutine: null };
        if (!holds(name, wanted) && !(coroutine !== null && holds(coroutine, wanted))) continue;
        const info = count >= offset && hits.length < limit ? this.#info(thread, task) : null;
        if (info !== null) hits.push(info);
        count++;
      }
    }
    return { hits, count };
  }

  #info(thread: number, task: number): TaskInfo | null {
    const { tasks } = this.#track(thread);
    const found = this.#steps.get(thread)?.byTask.get(task);
    if (found === undefined) return null;
    const { row, fromNs, toNs, activeNs, steps, call } = found;
    const definition = this.#source.tables.tasks.at(task);
    return {
      task,
      thread,
      name: this.#name(task),
      coroutine: definition?.coroutine?.slice(0, LONGEST_NAME) ?? null,
      row,
      index: tasks.indexOf(found),
      of: tasks.length,
      fromNs,
      toNs,
      activeNs,
      steps,
      call,
    };
  }

  #name(task: number): string {
    return (this.#source.tables.tasks.at(task)?.name ?? '').slice(0, LONGEST_NAME);
  }

  #track(thread: number): Track {
    const source = this.#source;
    const known = this.#tracks.get(thread);
    if (known !== undefined && known.version === source.version) return known;
    let steps = this.#steps.get(thread);
    if (steps === undefined) this.#steps.set(thread, (steps = new TaskSteps(source, thread)));
    steps.read();
    const track = laidOut(source, thread, steps);
    this.#tracks.set(thread, track);
    return track;
  }
}

function laidOut(source: CallSource, thread: number, steps: TaskSteps): Track {
  const threadEnd = source.threads().get(thread)?.lastNs ?? 0;
  for (const task of steps.tasks) {
    // What still waits when the recording ends has not made room for another one.
    if (task.activation > 0 && waits(source.activation(task.activation).ended))
      task.toNs = Math.max(task.toNs, threadEnd);
  }
  const tasks = steps.tasks.toSorted((a, b) => a.fromNs - b.fromNs || a.task - b.task);
  const count = packRows(tasks);
  const rows = Array.from({ length: count }, (): RunningTask[] => []);
  let toNs = 0;
  for (const task of tasks) {
    rows[task.row].push(task);
    toNs = Math.max(toNs, task.toNs);
  }
  const drawn = new SpanRows();
  const { count: all, start, duration, depth, functions, call, failed, net } = steps.rows;
  for (let at = 0; at < all; at++) {
    const { row } = steps.tasks[depth[at]];
    drawn.push(row, start[at], start[at] + duration[at], functions[at], call[at], 1, failed[at], net?.[at] ?? 0);
  }
  const table = new SpanTable(drawn, source.live(thread) === null);
  return { version: source.version, tasks, rows, steps: table, fromNs: tasks.at(0)?.fromNs ?? 0, toNs };
}

function waits(ended: number): boolean {
  return ended === Ended.yield || ended === Ended.open;
}

function takerInto(rows: SpanRows, firstRow: number): ConstructorParameters<typeof SpanMerger>[1] {
  return (depth, start, end, fn, call, merged, failed, net) =>
    rows.push(depth + firstRow, start, end, fn, call, merged, failed, net);
}

/** Those of a row that touch a stretch. */
function* between(row: readonly RunningTask[], fromNs: number, toNs: number): Generator<RunningTask> {
  let low = 0;
  let high = row.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (row[middle].toNs < fromNs) low = middle + 1;
    else high = middle;
  }
  for (let at = low; at < row.length && row[at].fromNs <= toNs; at++) yield row[at];
}

/** @param wanted in lower case. Of a hostile name of many megabytes the beginning is enough. */
function holds(text: string, wanted: string): boolean {
  return text.slice(0, 4096).toLowerCase().includes(wanted);
}
