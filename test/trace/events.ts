/** Events as objects, for tests: easy to make up, to reorder and to lose. */
import fc from 'fast-check';
import type { DefinitionsChunk, EventsChunk } from '../../src/format/chunk.js';
import { EventFlag, EventKind, FunctionFlag } from '../../src/format/schema.gen.js';

export interface TestEvent {
  readonly thread: number;
  readonly kind: EventKind;
  readonly fn: number;
  readonly atNs: number;
  readonly site: number;
  readonly userSite: number;
  readonly activation: number;
  readonly task: number;
  /** Bytes of its value, 0 for none. */
  readonly value: number;
  /** Bytes allocated and freed since the event before; both 0 for an event that tells none. */
  readonly allocated: number;
  readonly freed: number;
}

/** Functions 1 to 5 of every test: two plain ones, a generator, a coroutine and an async generator. */
const FLAGS = [
  0,
  FunctionFlag.optimized,
  FunctionFlag.optimized,
  FunctionFlag.generator,
  FunctionFlag.coroutine,
  FunctionFlag.asyncGenerator,
];
const GENERATORS = FunctionFlag.generator | FunctionFlag.coroutine | FunctionFlag.asyncGenerator;
const TASKS = FunctionFlag.coroutine | FunctionFlag.asyncGenerator;

export function isGenerator(fn: number): boolean {
  return (FLAGS[fn] & GENERATORS) !== 0;
}

export function hasTask(fn: number): boolean {
  return (FLAGS[fn] & TASKS) !== 0;
}

export function isStart(kind: EventKind): boolean {
  return kind === EventKind.call || kind === EventKind.resume || kind === EventKind.throw;
}

export const HEADER = {
  fileOffset: 0,
  length: 0,
  crc: 0,
  kind: 3,
  codec: 0,
  thread: 0,
  firstNs: 0,
  lastNs: 0,
  events: 0,
  sequence: 0,
  rawLength: 0,
};

export const DEFINITIONS: DefinitionsChunk = {
  type: 'definitions',
  header: HEADER,
  placeholder: false,
  files: [{ id: 1, path: '/project/main.py' }],
  functions: FLAGS.slice(1).map((flags, index) => ({
    id: index + 1,
    fileId: 1,
    name: `f${index + 1}`,
    qualname: `f${index + 1}`,
    firstLine: index + 1,
    flags,
    argumentCount: 0,
    names: [],
    module: '__main__',
  })),
  sites: [1, 2, 3].map((id) => ({ id, fileId: 1, functionId: id, line: 10 * id, callerQualname: `f${id}` })),
  threads: [1, 2].map((serial) => ({ serial, ident: serial, nativeId: null, name: `thread ${serial}` })),
  tasks: [1, 2].map((id) => ({ id, name: `Task-${id}`, coroutine: null })),
};

/** A chunk of one thread's events, as a reader would hand it out. */
function toChunk(events: readonly TestEvent[]): EventsChunk {
  const starts = events.filter(({ kind }) => isStart(kind));
  const told = events.filter(({ allocated, freed }) => allocated + freed > 0);
  const values = events.filter(({ value }) => value > 0).map(({ value }) => value);
  const first = events[0].atNs;
  return {
    type: 'events',
    header: { ...HEADER, thread: events[0].thread, firstNs: first, lastNs: events.at(-1)?.atNs ?? first },
    count: events.length,
    depth: null,
    gapBefore: false,
    kinds: Uint8Array.from(
      events,
      ({ kind, value, userSite, allocated, freed }) =>
        kind |
        (value > 0 ? EventFlag.hasValue : 0) |
        (allocated + freed > 0 ? EventFlag.hasAllocation : 0) |
        (isStart(kind) && userSite > 0 ? EventFlag.hasUserSite : 0),
    ),
    functions: Uint8Array.from(events, ({ fn }) => fn),
    deltas: Uint32Array.from(events, ({ atNs }, index) => (index === 0 ? 0 : atNs - events[index - 1].atNs)),
    sites: Uint8Array.from(starts, ({ site }) => site),
    userSites: Uint8Array.from(
      starts.filter(({ userSite }) => userSite > 0),
      ({ userSite }) => userSite,
    ),
    activations: Uint16Array.from(
      starts.filter(({ fn }) => isGenerator(fn)),
      ({ activation }) => activation,
    ),
    tasks: Uint8Array.from(
      starts.filter(({ fn }) => hasTask(fn)),
      ({ task }) => task,
    ),
    valueLengths: Uint8Array.from(values),
    allocatedBytes: Uint32Array.from(told, ({ allocated }) => allocated),
    freedBytes: Uint32Array.from(told, ({ freed }) => freed),
    values: new Uint8Array(values.reduce((sum, value) => sum + value, 0)),
    valuesOffset: 0,
  };
}

/** Chunks of consecutive events of one thread, at most `longest` each. */
export function toChunks(events: readonly TestEvent[], longest = Infinity): readonly EventsChunk[] {
  const chunks: EventsChunk[] = [];
  let batch: TestEvent[] = [];
  for (const event of events) {
    if (batch.length > 0 && (batch[0].thread !== event.thread || batch.length >= longest)) {
      chunks.push(toChunk(batch));
      batch = [];
    }
    batch.push(event);
  }
  if (batch.length > 0) chunks.push(toChunk(batch));
  return chunks;
}

const choice = fc.record({
  thread: fc.integer({ min: 1, max: 2 }),
  stay: fc.boolean(),
  kind: fc.constantFrom(
    EventKind.call,
    EventKind.call,
    EventKind.call,
    EventKind.return,
    EventKind.return,
    EventKind.unwind,
    EventKind.yield,
    EventKind.resume,
    EventKind.throw,
    EventKind.exception,
  ),
  fn: fc.integer({ min: 1, max: 5 }),
  fits: fc.boolean(),
  step: fc.nat(200_000),
  site: fc.integer({ min: 0, max: 3 }),
  userSite: fc.integer({ min: 0, max: 1 }),
  activation: fc.integer({ min: 0, max: 4 }),
  task: fc.integer({ min: 0, max: 2 }),
  value: fc.integer({ min: 0, max: 3 }),
  allocated: fc.oneof(fc.constant(0), fc.nat(100_000)),
  freed: fc.oneof(fc.constant(0), fc.nat(100_000)),
});

/**
 * Streams that often fit together and often do not. Where `fits`, an end is that of the innermost open call and a
 * resume that of a generator that waits, as far as there are any.
 */
export const anyEvents: fc.Arbitrary<readonly TestEvent[]> = fc.array(choice, { maxLength: 120 }).map((choices) => {
  const open: TestEvent[][] = [[], [], []];
  const waiting: TestEvent[] = [];
  const events: TestEvent[] = [];
  let atNs = 0;
  let thread = 1;
  for (const { stay, fits, step, ...wish } of choices) {
    if (!stay) ({ thread } = wish);
    atNs += step;
    // Generators of different functions never share a serial.
    const activation = wish.activation === 0 ? 0 : wish.activation + 10 * wish.fn;
    let event: TestEvent = { ...wish, thread, atNs, activation };
    const top = open[thread].at(-1);
    if (isStart(event.kind)) {
      const resumed = fits && event.kind !== EventKind.call ? waiting.pop() : undefined;
      if (resumed !== undefined) event = { ...event, fn: resumed.fn, activation: resumed.activation };
      open[thread].push(event);
    } else if (fits && top !== undefined && event.kind !== EventKind.exception) {
      event = { ...event, fn: top.fn };
      open[thread].pop();
      if (event.kind === EventKind.yield) waiting.push(top);
    }
    events.push(event);
  }
  return events;
});
