import type { DefinitionsChunk, EventsChunk } from '../format/chunk.js';
import { EventFlag, EventKind, FunctionFlag } from '../format/schema.gen.js';
import type { Dimensions } from './dimensions.js';
import { EventColumns } from './event-columns.js';
import { IdMap } from './id-map.js';
import { LateExits } from './late-exits.js';
import { ProcessTotals } from './process-totals.js';
import { grown } from './pair-table.js';
import { Ended, MAX_SLICES, NO_ADDRESS } from './slice.js';
import { ThreadCalls } from './thread-calls.js';
import type { SharedState } from './thread-calls.js';

const ACTIVATION_FLAGS = FunctionFlag.generator | FunctionFlag.coroutine | FunctionFlag.asyncGenerator;
const TASK_FLAGS = FunctionFlag.coroutine | FunctionFlag.asyncGenerator;

/** Things that did not fit together, counted. */
export interface Mismatches {
  /** Slices closed because the event that ends them is missing. */
  lost: number;
  /** Ends without a begin: the call began before the recording, or its begin is missing. */
  endsWithoutBegin: number;
  /** Intervals of generators whose earlier ones are missing. */
  resumesWithoutCall: number;
  /** Times that went back on a thread; they were held. */
  backwards: number;
  /** Events of threads that have more slices than can be numbered. */
  beyondLimit: number;
}

/** Builds the calls of one process from its events, in the order of the file. */
export class CallBuilder {
  readonly totals: ProcessTotals;
  readonly threads = new Map<number, ThreadCalls>();
  readonly mismatches: Mismatches = {
    lost: 0,
    endsWithoutBegin: 0,
    resumesWithoutCall: 0,
    backwards: 0,
    beyondLimit: 0,
  };
  /** Of all threads, nanoseconds. */
  lastNs = 0;
  readonly #process: number;
  readonly #dimensions: Dimensions;
  readonly #shared: SharedState;
  readonly #columns = new EventColumns();
  readonly #late: LateExits;
  readonly #files = new IdMap();
  readonly #functions = new IdMap();
  readonly #sites = new IdMap();
  readonly #tasks = new Map<number, number>();
  /** `FunctionFlag` by number of function. */
  #flags = new Uint16Array(64);
  /** From serials of activations to their ordinals in the run, while they live. */
  readonly #activations = new Map<number, number>();
  #atWork: ThreadCalls | null = null;
  #gaps = 0;
  readonly #gapsSeen = new Map<ThreadCalls, number>();

  /** @param process its ordinal in the run. */
  constructor(process: number, dimensions: Dimensions, shared: SharedState) {
    this.#process = process;
    this.#dimensions = dimensions;
    this.#shared = shared;
    this.#late = new LateExits(shared);
    this.totals = new ProcessTotals();
  }

  define(chunk: DefinitionsChunk): void {
    for (const { id, path } of chunk.files) this.#files.set(id, this.#dimensions.file(path));
    for (const definition of chunk.functions) {
      this.#functions.set(definition.id, this.#define(definition, this.#files.get(definition.fileId)));
    }
    for (const site of chunk.sites) {
      const caller = this.totals.runFunctions[this.#functions.get(site.functionId)];
      const file = this.#files.get(site.fileId);
      this.#sites.set(site.id, this.totals.siteNumber(this.#dimensions.site(site, file, caller)));
    }
    for (const task of chunk.tasks) {
      this.#tasks.set(task.id, this.#dimensions.task(this.#process, task, this.#tasks.get(task.id)));
    }
  }

  #define(definition: Parameters<Dimensions['function']>[0], file: number): number {
    const number = this.totals.functionNumber(this.#dimensions.function(definition, file));
    if (number >= this.#flags.length) this.#flags = grown(this.#flags, number * 2);
    this.#flags[number] = definition.flags;
    return number;
  }

  /** Must come before the thread's first events. @param ordinal of the thread in the run. */
  addThread(serial: number, ordinal: number): void {
    this.threads.set(serial, new ThreadCalls(ordinal, this.totals, this.#shared));
  }

  /**
   * Events of a thread that has been added.
   *
   * @param address of the chunk's first value: values are numbered by their bytes throughout the file.
   */
  events(chunk: EventsChunk, address: number): void {
    if (chunk.gapBefore) this.#gaps++;
    const thread = this.threads.get(chunk.header.thread);
    if (thread === undefined) return;
    if (thread.next + chunk.count > MAX_SLICES) {
      this.mismatches.beyondLimit += chunk.count;
      return;
    }
    this.#switchTo(thread);
    if (thread.lastNs > chunk.header.firstNs) this.mismatches.backwards++;
    const start = Math.max(thread.lastNs, chunk.header.firstNs);
    this.#closeGap(thread, chunk.depth, start);
    this.#columns.load(chunk);
    this.#functions.translate(this.#columns.functions, chunk.count, () => this.#define(UNKNOWN, 0));
    this.#sites.translate(this.#columns.sites, chunk.sites.length, none);
    this.#sites.translate(this.#columns.userSites, chunk.userSites.length, none);
    if (start < thread.firstNs) thread.firstNs = start;
    thread.lastNs = this.#pair(thread, chunk.kinds, chunk.count, start, address);
    if (thread.lastNs > this.lastNs) this.lastNs = thread.lastNs;
  }

  /** Ends what is open: the recording is over. Generators that wait stay as they are, suspended. */
  finish(): void {
    // By serial, so that nothing depends on whose chunk was written first.
    for (const [, thread] of [...this.threads].toSorted(([one], [other]) => one - other)) {
      this.#switchTo(thread);
      thread.finish(this.lastNs);
    }
  }

  /** The loop over events. Returns the time of the last one. */
  #pair(thread: ThreadCalls, kinds: Uint8Array, count: number, start: number, address: number): number {
    const { functions, deltas, sites, userSites, valueLengths, allocated, freed } = this.#columns;
    const { stack } = thread;
    let now = start;
    let site = 0;
    let userSite = 0;
    let value = 0;
    let memory = 0;
    this.#activationAt = 0;
    this.#taskAt = 0;
    for (let event = 0; event < count; event++) {
      now += deltas[event];
      const tag = kinds[event];
      const fn = functions[event];
      let at = NO_ADDRESS;
      if (tag & EventFlag.hasValue) {
        const length = valueLengths[value++];
        if (length > 0) at = address;
        address += length;
      }
      // Of what ran until this event: the innermost open call.
      if (tag & EventFlag.hasAllocation) thread.allocate(allocated[memory], freed[memory++]);
      switch (tag & EventFlag.kindMask) {
        case EventKind.call:
        case EventKind.resume:
        case EventKind.throw: {
          const via = tag & EventFlag.hasUserSite ? userSites[userSite++] : 0;
          thread.begin(now, fn, sites[site++], via, at, 0);
          const flags = this.#flags[fn];
          const fresh = (tag & EventFlag.kindMask) === EventKind.call;
          if (flags & ACTIVATION_FLAGS) this.#join(thread, fn, flags, fresh);
          else this.#countBegin(thread, fn, fresh);
          break;
        }
        case EventKind.return:
          if (this.#reach(thread, fn, now)) this.#close(thread, now, Ended.return, at);
          break;
        case EventKind.unwind:
          if (this.#reach(thread, fn, now)) this.#close(thread, now, Ended.unwind, at);
          break;
        case EventKind.yield:
          if (this.#reach(thread, fn, now)) {
            this.#late.note(thread, fn, stack, Ended.yield, now, at);
            thread.end(now, Ended.yield, at);
          }
          break;
        case EventKind.exception:
          this.#amend(thread, fn, at);
          break;
        default:
        // A kind of a newer version.
      }
    }
    return now;
  }

  #activationAt = 0;
  #taskAt = 0;

  /** An interval of a generator, coroutine or async generator has begun. */
  #join(thread: ThreadCalls, fn: number, flags: number, fresh: boolean): void {
    const serial = this.#columns.activations[this.#activationAt++];
    if (flags & TASK_FLAGS) {
      const task = this.#tasks.get(this.#columns.tasks[this.#taskAt++]);
      if (task !== undefined) thread.setTask(task);
    }
    if (!fresh) this.totals.functions.resumes[fn]++;
    if (serial === 0) {
      if (!fresh) this.mismatches.resumesWithoutCall++;
      thread.calls++;
      this.totals.countCall(fn);
      return;
    }
    const known = fresh ? 0 : (this.#activations.get(serial) ?? 0);
    if (known === 0) {
      if (!fresh) this.mismatches.resumesWithoutCall++;
      thread.calls++;
      this.totals.countCall(fn);
      this.#activations.set(serial, thread.join(serial, 0));
    } else {
      thread.join(serial, known);
    }
  }

  #countBegin(thread: ThreadCalls, fn: number, fresh: boolean): void {
    thread.calls++;
    this.totals.countCall(fn);
    if (fresh) return;
    this.totals.functions.resumes[fn]++;
    this.mismatches.resumesWithoutCall++;
  }

  /** Makes the function the innermost open one: what is above it has lost its end. False when it is not open. */
  #reach(thread: ThreadCalls, fn: number, now: number): boolean {
    const { stack } = thread;
    if (stack.depth > 0 && stack.functions[stack.depth - 1] === fn) return true;
    if (this.totals.functions.active[fn] <= 0) {
      this.mismatches.endsWithoutBegin++;
      return false;
    }
    while (stack.functions[stack.depth - 1] !== fn) this.#lose(thread, now);
    return true;
  }

  #lose(thread: ThreadCalls, now: number): void {
    this.mismatches.lost++;
    this.#close(thread, now, Ended.lost, NO_ADDRESS);
  }

  /** The innermost call ends for good. */
  #close(thread: ThreadCalls, now: number, ended: Ended, exit: number): void {
    const { stack } = thread;
    const top = stack.depth - 1;
    this.#forget(stack.serial[top], stack.activation[top]);
    if (ended === Ended.unwind) this.#late.note(thread, stack.functions[top], stack, ended, now, exit);
    thread.end(now, ended, exit);
  }

  /** An exception that the interpreter told only to the caller. */
  #amend(thread: ThreadCalls, fn: number, exit: number): void {
    const amended = this.#late.amend(thread, fn, exit);
    if (amended === null) {
      this.mismatches.endsWithoutBegin++;
      return;
    }
    const { functions } = this.totals;
    functions.valuesKept[fn] += amended.kept;
    if (!amended.wasYield) return;
    functions.exceptions[fn]++;
    if (amended.activation !== 0) functions.observe(fn, amended.activeNs);
    this.#forget(amended.serial, amended.activation);
  }

  /** An activation has ended; its serial may have been given to another since, when the end came late. */
  #forget(serial: number, activation: number): void {
    if (serial !== 0 && this.#activations.get(serial) === activation) this.#activations.delete(serial);
  }

  /** After lost chunks, calls that the recorder no longer counts have ended unseen. */
  #closeGap(thread: ThreadCalls, depth: number | null, now: number): void {
    if (this.#gapsSeen.get(thread) === this.#gaps) return;
    const first = !this.#gapsSeen.has(thread);
    this.#gapsSeen.set(thread, this.#gaps);
    if (first || depth === null) return;
    while (thread.stack.depth > depth) this.#lose(thread, now);
  }

  #switchTo(thread: ThreadCalls): void {
    if (this.#atWork === thread) return;
    this.#atWork?.leaveAll();
    thread.enterAll();
    this.#atWork = thread;
  }
}

const none = () => 0;

/** Stands for ids that nobody defined: readers define placeholders, so only a hostile stream has them. */
const UNKNOWN = {
  name: '<unknown>',
  qualname: '<unknown>',
  firstLine: 0,
  flags: 0,
  argumentCount: 0,
  names: [],
  module: '',
};
