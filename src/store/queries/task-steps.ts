import { CHUNK_BITS, Ended, SliceFlag } from '../../trace/slice.js';
import { SpanRows } from '../../trace/spans.js';
import type { CallSource } from '../call-source.js';
import { callOf, lengthOf, netOf, subtreeOf } from '../slices.js';
import type { Place } from '../slices.js';
import { chunkCount } from './chunks.js';

/** More are left out, and said to be: the rest of a week's recording says little more in the same picture. */
const MOST_STEPS = 4_000_000;

/** One task of a thread: from its first step to its end. Nanoseconds of the thread's process. */
export interface RunningTask {
  /** Ordinal in the run. */
  readonly task: number;
  readonly functionId: number;
  /** The call that began it. */
  readonly call: number;
  readonly fromNs: number;
  toNs: number;
  activeNs: number;
  steps: number;
  /** Bytes allocated less bytes freed in its steps; 0 where they were not counted. */
  net: number;
  failed: number;
  /** Slices of its latest step's coroutine: whether it has ended is known of the activation. 0 when there is none. */
  activation: number;
  /** Where it is drawn; set when all are known. */
  row: number;
}

interface Outer {
  readonly task: number;
  /** Slice after the last one below. */
  readonly end: number;
}

/**
 * Steps of the asyncio tasks of one thread: the outermost slices of coroutines, in order of start. Chunks that are
 * complete are read once; of a run that goes on, the rest is read anew.
 */
export class TaskSteps {
  readonly #source: CallSource;
  readonly #thread: number;
  /** `depth` is the place of the task in `tasks`. */
  rows = new SpanRows();
  tasks: RunningTask[] = [];
  byTask = new Map<number, RunningTask>();
  left = 0;
  #places = new Map<number, number>();
  #outer: Outer[] = [];
  #complete = 0;
  #kept: { readonly rows: number; readonly tasks: readonly RunningTask[]; readonly outer: readonly Outer[] } | null =
    null;

  constructor(source: CallSource, thread: number) {
    this.#source = source;
    this.#thread = thread;
  }

  read(): void {
    const source = this.#source;
    this.#restore();
    const chunks = chunkCount(source, this.#thread);
    const { calls } = source.chunks(this.#thread);
    while (this.#complete < chunks && (calls[this.#complete] as unknown) !== undefined) this.#chunk(this.#complete++);
    const isAll = this.#complete === chunks;
    this.#kept = isAll
      ? null
      : { rows: this.rows.count, tasks: this.tasks.map((task) => ({ ...task })), outer: [...this.#outer] };
    for (let number = this.#complete; number < chunks; number++) this.#chunk(number);
  }

  /** Back to what complete chunks said. */
  #restore(): void {
    const kept = this.#kept;
    if (kept === null) return;
    this.rows.count = kept.rows;
    this.tasks = kept.tasks.map((task) => ({ ...task }));
    this.#outer = [...kept.outer];
    this.byTask = new Map(this.tasks.map((task) => [task.task, task]));
    this.#places = new Map(this.tasks.map(({ task }, at) => [task, at]));
  }

  #chunk(number: number): void {
    const source = this.#source;
    const chunk = source.slices(this.#thread, number);
    const { rows, values, length } = chunk.tasks;
    for (let entry = 0; entry < length; entry++) {
      const row = rows[entry];
      const task = values[entry];
      const index = number * 2 ** CHUNK_BITS + row;
      while (this.#outer.length > 0 && index >= this.#outer[this.#outer.length - 1].end) this.#outer.pop();
      if (this.#outer.at(-1)?.task === task || row >= chunk.count) continue;
      const place = { thread: this.#thread, index, chunk, row };
      this.#outer.push({ task, end: index + subtreeOf(source, place) });
      if (this.rows.count >= MOST_STEPS) this.left++;
      else this.#step(place, task);
    }
  }

  #step(place: Place, task: number): void {
    const source = this.#source;
    const { chunk, row } = place;
    const start = chunk.start[row];
    const length = lengthOf(source, place);
    const flags = chunk.flags[row];
    const failed = (flags & SliceFlag.endedMask) === Ended.unwind ? 1 : 0;
    const call = callOf(source, place);
    const functionId = chunk.functions[row];
    let known = this.byTask.get(task);
    if (known === undefined) {
      const fresh = { task, functionId, call, fromNs: start, toNs: start, activeNs: 0, steps: 0, net: 0 };
      known = { ...fresh, failed: 0, activation: 0, row: 0 };
      this.#places.set(task, this.tasks.length);
      this.byTask.set(task, known);
      this.tasks.push(known);
    }
    known.toNs = Math.max(known.toNs, start + length);
    known.activeNs += length;
    known.steps++;
    const net = netOf(chunk, row);
    known.net += net;
    known.failed = failed;
    known.activation = flags & SliceFlag.activation ? chunk.activations.get(row, 0) : 0;
    this.rows.push(this.#places.get(task) ?? 0, start, start + length, functionId, call, 1, failed, net);
  }
}
