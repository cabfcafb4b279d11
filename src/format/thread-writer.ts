import { EventColumns } from './event-columns.js';
import { GENERATOR_FLAGS, TASK_FLAGS } from './known-ids.js';
import { EventFlag, EventKind } from './schema.gen.js';

/** What an event may say besides its function and time. */
export interface EventDetails {
  /** msgpack of the value, see `encodeValues`. */
  readonly value?: Uint8Array;
  /** Site of the direct caller: calls, resumes and throws. */
  readonly site?: number;
  /** Site in the nearest recorded caller, when the direct one is not recorded. */
  readonly userSite?: number;
  /** Serial of the generator object: generators, coroutines and async generators. */
  readonly activation?: number;
  /** Coroutines and async generators. */
  readonly task?: number;
  /** Bytes since the event before. */
  readonly memory?: { readonly allocated: number; readonly freed: number };
}

interface EventBatch {
  readonly payload: Uint8Array;
  readonly events: number;
  readonly firstNs: number;
  readonly lastNs: number;
}

export interface ThreadTarget {
  readonly flagsOf: (functionId: number) => number;
  readonly eventsPerChunk: number;
  readonly write: (batch: EventBatch) => void;
}

/** Bytes of events after which a chunk ends. */
const CHUNK_BYTES = 256 * 1024;

const NO_DETAILS: EventDetails = {};

/** Events of one thread; times are nanoseconds since the start of the recording and never go back. */
export class ThreadWriter {
  readonly #columns = new EventColumns();
  readonly #target: ThreadTarget;
  #firstNs = 0;
  #lastNs = 0;
  #openCalls = 0;
  #depth = 0;

  constructor(target: ThreadTarget) {
    this.#target = target;
  }

  call(functionId: number, atNs: number, details?: EventDetails): this {
    return this.event(EventKind.call, functionId, atNs, details);
  }

  return(functionId: number, atNs: number, details?: EventDetails): this {
    return this.event(EventKind.return, functionId, atNs, details);
  }

  unwind(functionId: number, atNs: number, details?: EventDetails): this {
    return this.event(EventKind.unwind, functionId, atNs, details);
  }

  yield(functionId: number, atNs: number, details?: EventDetails): this {
    return this.event(EventKind.yield, functionId, atNs, details);
  }

  resume(functionId: number, atNs: number, details?: EventDetails): this {
    return this.event(EventKind.resume, functionId, atNs, details);
  }

  throw(functionId: number, atNs: number, details?: EventDetails): this {
    return this.event(EventKind.throw, functionId, atNs, details);
  }

  exception(functionId: number, atNs: number, details?: EventDetails): this {
    return this.event(EventKind.exception, functionId, atNs, details);
  }

  event(kind: EventKind, functionId: number, atNs: number, details = NO_DETAILS): this {
    const columns = this.#columns;
    if (columns.count >= this.#target.eventsPerChunk || columns.bytes >= CHUNK_BYTES) this.flush();
    if (columns.count > 0 && atNs - this.#lastNs >= 2 ** 32) this.flush();
    if (columns.count === 0) {
      this.#firstNs = atNs;
      this.#lastNs = atNs;
      this.#depth = this.#openCalls;
    }
    let flags: number = kind;
    if (details.value !== undefined) {
      flags |= EventFlag.hasValue;
      columns.valueLengths.push(details.value.length);
      columns.values.bytes(details.value);
    }
    if (details.userSite !== undefined) {
      flags |= EventFlag.hasUserSite;
      columns.userSites.push(details.userSite);
    }
    if (details.memory !== undefined) {
      flags |= EventFlag.hasAllocation;
      columns.allocatedBytes.push(details.memory.allocated);
      columns.freedBytes.push(details.memory.freed);
    }
    columns.kinds.push(flags);
    columns.functions.push(functionId);
    columns.deltas.push(atNs - this.#lastNs);
    this.#lastNs = atNs;
    if (kind === EventKind.call || kind === EventKind.resume || kind === EventKind.throw) {
      this.#start(functionId, details);
    } else if (kind !== EventKind.exception) {
      this.#openCalls = Math.max(0, this.#openCalls - 1);
    }
    return this;
  }

  flush(): void {
    const events = this.#columns.count;
    if (events === 0) return;
    const payload = this.#columns.take(this.#depth);
    this.#target.write({ payload, events, firstNs: this.#firstNs, lastNs: this.#lastNs });
  }

  #start(functionId: number, details: EventDetails): void {
    this.#openCalls++;
    this.#columns.sites.push(details.site ?? 0);
    const flags = this.#target.flagsOf(functionId);
    if ((flags & GENERATOR_FLAGS) !== 0) this.#columns.activations.push(details.activation ?? 0);
    if ((flags & TASK_FLAGS) !== 0) this.#columns.tasks.push(details.task ?? 0);
  }
}
