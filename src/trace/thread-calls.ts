import type { ActivationPages } from './activations.js';
import { CallStack } from './call-stack.js';
import { Outermost } from './call-stack.js';
import { LevelBuilder } from './levels.js';
import type { OpenChunks } from './open-chunks.js';
import type { ProcessTotals } from './process-totals.js';
import type { TraceSink } from './sink.js';
import { CHUNK_SLICES, Ended, NO_ADDRESS, STILL_OPEN, SliceFlag, sliceId } from './slice.js';
import { SliceColumns } from './slice-columns.js';

/** What the threads of a run share while their calls are built. */
export interface SharedState {
  readonly sink: TraceSink;
  readonly open: OpenChunks;
  readonly activations: ActivationPages;
}

/**
 * Builds the slices of one thread. Times never go back; whoever calls sees to that. Functions and sites come by their
 * numbers in the process, for the totals, and leave by those of the run.
 */
export class ThreadCalls {
  readonly ordinal: number;
  readonly stack = new CallStack();
  readonly levels: LevelBuilder;
  /** Slices begun. */
  next = 0;
  /** Slices that are calls' first. */
  calls = 0;
  firstNs = Infinity;
  lastNs = 0;
  maxDepth = 0;
  /** Bytes allocated and freed are told of this thread. */
  countsMemory = false;
  chunk: SliceColumns;
  readonly #shared: SharedState;
  readonly #totals: ProcessTotals;

  constructor(ordinal: number, totals: ProcessTotals, shared: SharedState) {
    this.ordinal = ordinal;
    this.#totals = totals;
    this.#shared = shared;
    this.chunk = new SliceColumns(0, 64);
    this.levels = new LevelBuilder({ spans: (level, long, rows) => shared.sink.spans(ordinal, level, long, rows) });
  }

  /**
   * A slice begins.
   *
   * @param argument address of its value or `NO_ADDRESS`.
   * @param flags `SliceFlag` but hasArgument.
   */
  begin(now: number, fn: number, site: number, userSite: number, argument: number, flags: number): void {
    const { stack } = this;
    const totals = this.#totals;
    const depth = stack.depth++;
    if (depth >= stack.capacity) stack.grow();
    if (stack.depth > this.maxDepth) this.maxDepth = stack.depth;
    if (argument !== NO_ADDRESS) flags |= SliceFlag.hasArgument;
    if (userSite !== 0) flags |= SliceFlag.userSite;
    const index = this.next++;
    let { chunk } = this;
    if (chunk.count === chunk.capacity) chunk = this.#makeRoom();
    const row = chunk.count++;
    chunk.start[row] = now;
    chunk.duration[row] = STILL_OPEN;
    chunk.subtree[row] = 0;
    chunk.functions[row] = totals.runFunctions[fn];
    chunk.sites[row] = totals.runSites[site];
    chunk.depth[row] = depth;
    chunk.argument[row] = argument;
    chunk.exit[row] = NO_ADDRESS;
    chunk.flags[row] = flags;
    if (userSite !== 0) chunk.userSites.push(row, totals.runSites[userSite]);

    totals.enter(fn, site, depth === 0 ? 0 : stack.functions[depth - 1]);
    stack.functions[depth] = fn;
    stack.start[depth] = now;
    stack.below[depth] = 0;
    if (this.countsMemory) stack.allocated[depth] = stack.freed[depth] = 0;
    stack.slice[depth] = index;
    stack.call[depth] = sliceId(this.ordinal, index);
    stack.activation[depth] = 0;
    stack.serial[depth] = 0;
    stack.edge[depth] = totals.edge;
    stack.site[depth] = totals.site;
    stack.flags[depth] = flags | totals.outermost;
  }

  /** The slice that has just begun belongs to an activation; `ordinal` 0 begins a new one. Returns its ordinal. */
  join(serial: number, ordinal: number): number {
    const { stack, chunk } = this;
    const top = stack.depth - 1;
    const row = chunk.count - 1;
    const { activations } = this.#shared;
    let flags = SliceFlag.activation as number;
    if (ordinal === 0) {
      ordinal = activations.begin(stack.call[top]);
    } else {
      flags |= SliceFlag.continuation;
      chunk.previous.push(row, activations.resume(ordinal, stack.call[top]));
      stack.call[top] = activations.get(ordinal).first;
      const before = activations.net(ordinal);
      if (before !== 0) chunk.netBefore.push(row, before);
    }
    chunk.activations.push(row, ordinal);
    chunk.flags[row] |= flags;
    stack.flags[top] |= flags;
    stack.activation[top] = ordinal;
    stack.serial[top] = serial;
    return ordinal;
  }

  /** The asyncio task of the slice that has just begun, by its ordinal in the run. */
  setTask(task: number): void {
    this.chunk.tasks.push(this.chunk.count - 1, task);
  }

  /** The innermost slice ends; `exit` is the address of its value or `NO_ADDRESS`. */
  end(now: number, ended: Ended, exit: number): void {
    const { stack, chunk } = this;
    const top = --stack.depth;
    const start = stack.start[top];
    const length = now - start;
    if (top > 0) stack.below[top - 1] += length;
    const fn = stack.functions[top];
    const flags = stack.flags[top];
    this.#totals.leave(fn, stack.edge[top], stack.site[top], flags, length, length - stack.below[top]);

    const net = this.countsMemory ? this.#endMemory(top, fn, flags, ended) : 0;

    const index = stack.slice[top];
    const mark = exit === NO_ADDRESS ? ended : ended | SliceFlag.hasExit;
    const row = index - chunk.first;
    if (row >= 0) {
      chunk.duration[row] = length;
      chunk.subtree[row] = this.next - index;
      chunk.flags[row] |= mark;
      chunk.exit[row] = exit;
    } else {
      this.#shared.open.end(this.ordinal, index, length, this.next - index, mark, exit);
    }
    this.#count(top, fn, flags, now, length, ended, exit);
    const failed = ended === Ended.unwind ? 1 : 0;
    this.levels.add(top, start, now, this.#totals.runFunctions[fn], stack.call[top], failed, net);
  }

  /** The innermost slice has allocated and freed; nobody's are those of a thread without one. */
  allocate(allocated: number, freed: number): void {
    const { stack } = this;
    if (!this.countsMemory) {
      this.countsMemory = true;
      stack.allocated.fill(0);
      stack.freed.fill(0);
    }
    const top = stack.depth - 1;
    if (top < 0) return;
    stack.allocated[top] += allocated;
    stack.freed[top] += freed;
    const { functions } = this.#totals;
    functions.selfAllocated[stack.functions[top]] += allocated;
    functions.selfFreed[stack.functions[top]] += freed;
  }

  /** Returns the net bytes of the slice and those below it. */
  #endMemory(top: number, fn: number, flags: number, ended: Ended): number {
    const { stack, chunk } = this;
    let allocated = stack.allocated[top];
    let freed = stack.freed[top];
    const net = allocated - freed;
    if (top > 0) {
      stack.allocated[top - 1] += allocated;
      stack.freed[top - 1] += freed;
    }
    if (flags & Outermost.ofFunction) {
      const { functions } = this.#totals;
      functions.totalAllocated[fn] += allocated;
      functions.totalFreed[fn] += freed;
    }
    if (flags & SliceFlag.activation) {
      ({ allocated, freed } = this.#shared.activations.allocate(stack.activation[top], allocated, freed, ended));
    }
    if (allocated === 0 && freed === 0) return net;
    const index = stack.slice[top];
    if (index >= chunk.first) chunk.setMemory(index - chunk.first, allocated, freed);
    else this.#shared.open.change(this.ordinal, index)?.setMemory(index % CHUNK_SLICES, allocated, freed);
    return net;
  }

  /** Statistics that are about calls as a whole, not about slices. */
  #count(top: number, fn: number, flags: number, now: number, length: number, ended: Ended, exit: number): void {
    const { functions } = this.#totals;
    if (ended === Ended.unwind) functions.exceptions[fn]++;
    const valued = exit !== NO_ADDRESS || (flags & SliceFlag.hasArgument) !== 0;
    if ((flags & SliceFlag.activation) === 0) {
      if (valued) functions.valuesKept[fn]++;
      functions.observe(fn, length);
      return;
    }
    const ordinal = this.stack.activation[top];
    const { activations } = this.#shared;
    const active = activations.end(ordinal, now, length, ended, exit);
    if (valued && activations.keep(ordinal)) functions.valuesKept[fn]++;
    if (ended !== Ended.yield) functions.observe(fn, active);
  }

  /** Ends every open slice: the recording is over. */
  finish(now: number): void {
    this.lastNs = Math.max(this.lastNs, this.stack.depth > 0 ? now : 0);
    while (this.stack.depth > 0) this.end(now, Ended.open, NO_ADDRESS);
    if (this.chunk.count > 0) this.#shared.open.add(this.ordinal, this.chunk, 0);
    this.chunk = new SliceColumns(this.next, 0);
    this.levels.finish();
  }

  /** Lets the totals know which functions are open on this thread, because it is its turn. */
  enterAll(): void {
    for (let at = 0; at < this.stack.depth; at++) this.#totals.shift(this.stack, at, 1);
  }

  leaveAll(): void {
    for (let at = 0; at < this.stack.depth; at++) this.#totals.shift(this.stack, at, -1);
  }

  #makeRoom(): SliceColumns {
    const full = this.chunk;
    if (full.capacity < CHUNK_SLICES) {
      full.grow();
      return full;
    }
    let open = 0;
    // The slice that is about to begin is on the stack already, but its index is beyond the chunk.
    for (let at = this.stack.depth - 2; at >= 0 && this.stack.slice[at] >= full.first; at--) open++;
    const first = full.first + CHUNK_SLICES;
    const free = this.#shared.open.add(this.ordinal, full, open);
    return (this.chunk = free === null ? new SliceColumns(first, CHUNK_SLICES) : free.restart(first));
  }
}
