/** Holds the columns of an events chunk against each other and against the functions defined so far. */
import type { ChunkHeader, UintColumn } from './chunk.js';
import type { EventsPayload } from './events-payload.js';
import { GENERATOR_FLAGS, TASK_FLAGS } from './known-ids.js';
import type { KnownIds } from './known-ids.js';
import { EventFlag, EventKind, FunctionFlag } from './schema.gen.js';

export interface CheckedEvents {
  /** Columns with exactly the entries that kinds and functions ask for. */
  readonly events: EventsPayload;
  /** What did not fit and was replaced by zeros, in words; empty when all is well. */
  readonly mismatches: readonly string[];
  /** Flags for functions that are not defined, as the columns suggest them. */
  readonly placeholderFlags: number;
}

interface Counts {
  starts: number;
  userSites: number;
  values: number;
  activations: number;
  tasks: number;
  allocations: number;
  /** Starts of functions that are not defined. */
  unknownStarts: number;
}

/** A reason in words when the chunk cannot be used at all. */
export function checkEvents(header: ChunkHeader, events: EventsPayload, known: KnownIds): CheckedEvents | string {
  const { kinds, functions, deltas } = events;
  const found = `${kinds.length} kinds, ${functions.length} functions and ${deltas.length} deltas`;
  if (kinds.length === 0) return 'an events chunk without events';
  if (functions.length !== kinds.length || deltas.length !== kinds.length) return found;
  if (header.events !== kinds.length) return `${found} for the ${header.events} events of the header`;
  if (header.thread === 0) return 'events without a thread';
  if (functions.includes(0)) return 'events without a function';
  const counts = count(kinds, functions, known);
  const placeholderFlags = guessFlags(events, counts);
  if ((placeholderFlags & GENERATOR_FLAGS) !== 0) counts.activations += counts.unknownStarts;
  if ((placeholderFlags & TASK_FLAGS) !== 0) counts.tasks += counts.unknownStarts;

  const mismatches: string[] = [];
  const fit = (name: string, column: UintColumn, entries: number): UintColumn => {
    if (column.length === entries) return column;
    mismatches.push(`${name} has ${column.length} entries instead of ${entries}`);
    return new Uint8Array(entries);
  };
  const valueLengths = fit('valueLengths', events.valueLengths, counts.values);
  const valueBytes = sum(valueLengths);
  const valuesFit = valueBytes === events.values.length;
  if (!valuesFit && valueLengths === events.valueLengths) {
    mismatches.push(`values has ${events.values.length} bytes instead of ${valueBytes}`);
  }
  if (header.firstNs + sum(deltas) !== header.lastNs) mismatches.push('deltas do not end at the last time');
  return {
    events: {
      ...events,
      sites: fit('sites', events.sites, counts.starts),
      userSites: fit('userSites', events.userSites, counts.userSites),
      activations: fit('activations', events.activations, counts.activations),
      tasks: fit('tasks', events.tasks, counts.tasks),
      allocatedBytes: fit('allocatedBytes', events.allocatedBytes, counts.allocations),
      freedBytes: fit('freedBytes', events.freedBytes, counts.allocations),
      valueLengths: valuesFit ? valueLengths : new Uint8Array(counts.values),
      values: valuesFit ? events.values : new Uint8Array(),
    },
    mismatches,
    placeholderFlags,
  };
}

function count(kinds: Uint8Array, functions: UintColumn, known: KnownIds): Counts {
  const counts: Counts = {
    starts: 0,
    userSites: 0,
    values: 0,
    activations: 0,
    tasks: 0,
    allocations: 0,
    unknownStarts: 0,
  };
  for (let i = 0; i < kinds.length; i++) {
    const kind = kinds[i];
    if ((kind & EventFlag.hasUserSite) !== 0) counts.userSites++;
    if ((kind & EventFlag.hasValue) !== 0) counts.values++;
    if ((kind & EventFlag.hasAllocation) !== 0) counts.allocations++;
    if (!isStart(kind & EventFlag.kindMask)) continue;
    counts.starts++;
    const flags = known.functions.get(functions[i]);
    if (flags === 0) counts.unknownStarts++;
    if ((flags & GENERATOR_FLAGS) !== 0) counts.activations++;
    if ((flags & TASK_FLAGS) !== 0) counts.tasks++;
  }
  return counts;
}

/** Call, resume and throw begin an interval; sites, activations and tasks belong to them. */
export function isStart(kind: number): boolean {
  return kind === EventKind.call || kind === EventKind.resume || kind === EventKind.throw;
}

/** What the unknown functions must be if the columns are whole: plain, generators or coroutines. */
function guessFlags({ activations, tasks }: EventsPayload, counts: Counts): number {
  if (counts.unknownStarts === 0) return 0;
  if (activations.length !== counts.activations + counts.unknownStarts) return 0;
  if (tasks.length === counts.tasks) return FunctionFlag.generator;
  return tasks.length === counts.tasks + counts.unknownStarts ? FunctionFlag.coroutine : 0;
}

function sum(column: UintColumn): number {
  let total = 0;
  for (let i = 0; i < column.length; i++) total += column[i];
  return total;
}
