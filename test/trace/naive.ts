/**
 * What events mean, said as plainly as possible: objects, no chunks, no bounds, no care for speed. The judge of
 * `CallBuilder` in its property tests.
 */
import { EventKind } from '../../src/format/schema.gen.js';
import { hasTask, isGenerator, isStart } from './events.js';
import type { TestEvent } from './events.js';

export interface NaiveSlice {
  readonly thread: number;
  readonly index: number;
  readonly fn: number;
  readonly site: number;
  readonly userSite: number;
  readonly task: number;
  readonly depth: number;
  readonly startNs: number;
  readonly caller: NaiveSlice | null;
  readonly call: NaiveCall;
  /** No slice of the same function, pair or site was open on the thread. */
  readonly outermost: { readonly fn: boolean; readonly edge: boolean; readonly site: boolean };
  readonly argument: number;
  endNs: number;
  ended: 'open' | 'return' | 'unwind' | 'yield' | 'lost';
  exit: number;
  late: number | undefined;
  subtree: number;
  /** Bytes by itself; with what is below it; and as its row tells them, with its call's slices before. */
  readonly self: NaiveMemory;
  readonly total: NaiveMemory;
  readonly told: NaiveMemory;
}

interface NaiveMemory {
  allocated: number;
  freed: number;
}

export interface NaiveCall {
  readonly slices: NaiveSlice[];
  readonly serial: number;
  /** Time of all its slices whenever it ended for good: once, unless the stream is damaged. */
  readonly observed: { readonly fn: number; readonly ns: number }[];
}

export interface NaiveRun {
  readonly slices: readonly NaiveSlice[][];
  readonly calls: readonly NaiveCall[];
  readonly resumes: ReadonlyMap<number, number>;
  readonly lost: number;
  readonly endsWithoutBegin: number;
}

export function naive(events: readonly TestEvent[]): NaiveRun {
  const slices: NaiveSlice[][] = [[], [], []];
  const stacks: NaiveSlice[][] = [[], [], []];
  const calls: NaiveCall[] = [];
  const live = new Map<number, NaiveCall>();
  const latest = new Map<string, NaiveSlice>();
  const resumes = new Map<number, number>();
  const activeNs = new Map<NaiveCall, number>();
  const soFar = new Map<NaiveCall, NaiveMemory>();
  let lost = 0;
  let endsWithoutBegin = 0;
  let address = 0;
  let lastNs = 0;

  const end = (slice: NaiveSlice, atNs: number, ended: NaiveSlice['ended'], exit: number) => {
    slice.endNs = atNs;
    slice.ended = ended;
    slice.exit = exit;
    slice.subtree = slices[slice.thread].length - slice.index;
    if (ended !== 'yield' && ended !== 'open' && live.get(slice.call.serial) === slice.call) {
      live.delete(slice.call.serial);
    }
    const { call } = slice;
    if (slice.caller !== null) add(slice.caller.total, slice.total);
    add(slice.told, slice.total);
    if (call.serial > 0) {
      add(slice.told, soFar.get(call));
      if (ended === 'yield') soFar.set(call, slice.told);
      else soFar.delete(call);
    }
    activeNs.set(call, (activeNs.get(call) ?? 0) + atNs - slice.startNs);
    if (ended !== 'yield' || call.serial === 0) call.observed.push({ fn: slice.fn, ns: activeNs.get(call) ?? 0 });
    if (ended === 'yield' || ended === 'unwind') latest.set(`${slice.thread} ${slice.fn}`, slice);
  };

  for (const { thread, kind, fn, atNs, ...event } of events) {
    lastNs = Math.max(lastNs, atNs);
    const at = event.value > 0 ? address : -1;
    address += event.value;
    const stack = stacks[thread];
    const running = stack.at(-1);
    if (running !== undefined) {
      add(running.self, event);
      add(running.total, event);
    }
    if (isStart(kind)) {
      const serial = isGenerator(fn) ? event.activation : 0;
      const known = kind === EventKind.call || serial === 0 ? undefined : live.get(serial);
      const call: NaiveCall = known ?? { slices: [], serial, observed: [] };
      if (known === undefined) calls.push(call);
      if (known === undefined && serial > 0) live.set(serial, call);
      if (kind !== EventKind.call) resumes.set(fn, (resumes.get(fn) ?? 0) + 1);
      const caller = stack.at(-1) ?? null;
      const slice: NaiveSlice = {
        thread,
        index: slices[thread].length,
        fn,
        site: event.site,
        userSite: event.userSite,
        task: hasTask(fn) ? event.task : 0,
        depth: stack.length,
        startNs: atNs,
        caller,
        call,
        outermost: {
          fn: !stack.some((open) => open.fn === fn),
          edge: !stack.some((open) => open.fn === fn && (open.caller?.fn ?? 0) === (caller?.fn ?? 0)),
          site: !stack.some((open) => open.fn === fn && open.site === event.site),
        },
        argument: at,
        endNs: atNs,
        ended: 'open',
        exit: -1,
        late: undefined,
        subtree: 0,
        self: { allocated: 0, freed: 0 },
        total: { allocated: 0, freed: 0 },
        told: { allocated: 0, freed: 0 },
      };
      call.slices.push(slice);
      slices[thread].push(slice);
      stack.push(slice);
      continue;
    }
    if (kind === EventKind.exception) {
      const key = `${thread} ${fn}`;
      const slice = latest.get(key);
      latest.delete(key);
      const wentOn = slice?.ended === 'yield' && slice.call.slices.at(-1) !== slice;
      if (slice === undefined || wentOn) {
        endsWithoutBegin++;
        continue;
      }
      slice.late = at;
      if (slice.ended !== 'yield') continue;
      slice.ended = 'unwind';
      slice.exit = -1;
      soFar.delete(slice.call);
      if (slice.call.serial > 0) slice.call.observed.push({ fn, ns: activeNs.get(slice.call) ?? 0 });
      if (live.get(slice.call.serial) === slice.call) live.delete(slice.call.serial);
      continue;
    }
    if (!stack.some((open) => open.fn === fn)) {
      endsWithoutBegin++;
      continue;
    }
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      if (top.fn === fn) {
        end(top, atNs, NAMES[kind] ?? 'lost', at);
        break;
      }
      end(top, atNs, 'lost', -1);
      lost++;
    }
  }
  for (const stack of stacks) {
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) end(top, lastNs, 'open', -1);
  }
  return { slices, calls, resumes, lost, endsWithoutBegin };
}

function add(sum: NaiveMemory, other: NaiveMemory | undefined): void {
  sum.allocated += other?.allocated ?? 0;
  sum.freed += other?.freed ?? 0;
}

const NAMES: Partial<Record<EventKind, NaiveSlice['ended']>> = {
  [EventKind.return]: 'return',
  [EventKind.unwind]: 'unwind',
  [EventKind.yield]: 'yield',
};
