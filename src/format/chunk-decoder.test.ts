import { expect, test } from 'vitest';
import { rawRecording } from '../../test/golden/raw-events.js';
import type { RawEvents } from '../../test/golden/raw-events.js';
import type { DefinitionsChunk, EventsChunk } from './chunk.js';
import { readTrace } from './read-trace.js';
import { DefinitionField, EventFlag, EventKind, FunctionFlag } from './schema.gen.js';

const { call, return: exit, resume } = EventKind;
const { hasAllocation, hasValue, hasUserSite } = EventFlag;

const definitions = new Map([
  [DefinitionField.files, [[1, '/a.py']]],
  [
    DefinitionField.functions,
    [
      [1, 1, 'f', 'f', 1, 0, 0, [], 'm'],
      [2, 1, 'gen', 'gen', 2, FunctionFlag.generator, 0, [], 'm'],
      [3, 1, 'co', 'co', 3, FunctionFlag.coroutine, 0, [], 'm'],
    ],
  ],
  [DefinitionField.sites, [[1, 1, 1, 10, 'f']]],
  [DefinitionField.threads, [[1, 99n, null, 'MainThread']]],
  [DefinitionField.tasks, [[1, 'Task-1', null]]],
] as const);

function read(...batches: readonly RawEvents[]) {
  const { trace, problems } = readTrace(rawRecording(definitions, ...batches));
  const placeholders = trace.chunks.filter(
    (chunk): chunk is DefinitionsChunk => chunk.type === 'definitions' && chunk.placeholder,
  );
  return { events: trace.events, placeholders, problems: problems.map(({ code, message }) => `${code}: ${message}`) };
}

/** One call and return of each function, as an honest recorder writes them. */
const honest: RawEvents = {
  kinds: [call | hasValue, exit | hasAllocation, call, exit, call | hasUserSite, exit | hasValue],
  functions: [1, 1, 2, 2, 3, 3],
  sites: [1, 0, 1],
  userSites: [1],
  activations: [5, 6],
  tasks: [1],
  valueLengths: [1, 2],
  allocatedBytes: [9],
  freedBytes: [8],
  values: Uint8Array.of(0xc0, 0x91, 0xc0),
};

function columnsOf(chunk: EventsChunk) {
  const { sites, userSites, activations, tasks, valueLengths, values, allocatedBytes, freedBytes } = chunk;
  return [sites, userSites, activations, tasks, valueLengths, values, allocatedBytes, freedBytes].map((column) => [
    ...column,
  ]);
}

test('columns that fit are handed out as they are', () => {
  const { events, problems, placeholders } = read(honest);
  expect(problems).toEqual([]);
  expect(placeholders).toEqual([]);
  expect(columnsOf(events[0])).toEqual([[1, 0, 1], [1], [5, 6], [1], [1, 2], [0xc0, 0x91, 0xc0], [9], [8]]);
});

const zeros = [[0, 0, 0], [0], [0, 0], [0], [0, 0], [], [0], [0]];
const full = [[1, 0, 1], [1], [5, 6], [1], [1, 2], [0xc0, 0x91, 0xc0], [9], [8]];

test.each<[string, Partial<RawEvents>, readonly number[], string]>([
  ['too few sites', { sites: [1] }, [0], 'sites has 1 entries instead of 3'],
  ['too many user sites', { userSites: [1, 1] }, [1], 'userSites has 2 entries instead of 1'],
  ['no activations', { activations: [] }, [2], 'activations has 0 entries instead of 2'],
  ['no tasks', { tasks: [] }, [3], 'tasks has 0 entries instead of 1'],
  ['a value too few', { valueLengths: [1] }, [4, 5], 'valueLengths has 1 entries instead of 2'],
  ['lengths that are wrong', { valueLengths: [1, 9] }, [4, 5], 'values has 3 bytes instead of 10'],
  ['no allocated bytes', { allocatedBytes: [] }, [6], 'allocatedBytes has 0 entries instead of 1'],
  ['freed bytes too many', { freedBytes: [1, 1] }, [7], 'freedBytes has 2 entries instead of 1'],
  ['a last time that is not reached', { lastNs: 7 }, [], 'deltas do not end at the last time'],
])('%s: zeros stand for what does not fit', (_, change, replaced, message) => {
  const { events, problems } = read({ ...honest, ...change });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(message);
  expect(columnsOf(events[0])).toEqual(full.map((column, index) => (replaced.includes(index) ? zeros[index] : column)));
});

test.each<[string, Partial<RawEvents>]>([
  ['fewer functions than kinds', { functions: [1, 1] }],
  ['fewer deltas than kinds', { deltas: [0] }],
  ['a header that counts otherwise', { events: 5 }],
  ['no thread', { thread: 0 }],
  ['an event without a function', { functions: [1, 1, 2, 2, 3, 0] }],
])('%s: the chunk is skipped, and the next one knows', (_, change) => {
  const { events, problems } = read({ ...honest, ...change }, honest);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain('A chunk of');
  expect(events.map(({ gapBefore }) => gapBefore)).toEqual([true]);
});

test.each<[string, Partial<RawEvents>, number]>([
  ['a plain function', {}, 0],
  ['a generator', { activations: [7, 8] }, FunctionFlag.generator],
  ['a coroutine', { activations: [7, 8], tasks: [1, 0] }, FunctionFlag.coroutine],
])('an unknown function is taken for %s when the columns say so', (_, columns, flags) => {
  const { events, problems, placeholders } = read({
    kinds: [call, exit, resume, exit],
    functions: [9, 9, 9, 9],
    sites: [1, 0],
    ...columns,
  });
  expect(problems).toEqual(['undefined-id: Used without a definition: function 9.']);
  expect(placeholders[0].functions).toMatchObject([{ id: 9, flags, qualname: '<function 9>' }]);
  expect([...events[0].activations]).toEqual(columns.activations ?? []);
});

test('every undefined id gets one placeholder before its first use', () => {
  const odd: RawEvents = {
    kinds: [call | hasUserSite, exit, call, exit],
    functions: [200, 200, 3, 3],
    sites: [7, 8],
    userSites: [8],
    activations: [1],
    tasks: [4],
    thread: 3,
  };
  const { problems, placeholders } = read(odd, odd);
  expect(problems).toEqual(['undefined-id: Used without a definition: function 200, sites 7, 8, thread 3, task 4.']);
  expect(placeholders).toHaveLength(1);
  expect(placeholders[0].sites.map(({ id }) => id)).toEqual([7, 8]);
});

test('ids of hostile size cost no memory', () => {
  const rows = [[0xffff_fffe, 1, 'f', 'f', 1, 0, 0, [], 'm']];
  const bytes = rawRecording(new Map([[DefinitionField.functions, rows]]));
  const { trace, problems } = readTrace(bytes);
  expect(trace.functions.get(0xffff_fffe)?.name).toBe('f');
  expect(problems.map(({ message }) => message)).toEqual(['Used without a definition: file 1.']);
});

test('rows that cannot be read are left out and counted', () => {
  const rows = [[1, '/a.py'], 'nonsense', [0, '/zero'], [-1, '/negative'], ['x'], [2]];
  const bytes = rawRecording(new Map([[DefinitionField.files, rows as readonly (readonly unknown[])[]]]));
  const { trace, problems } = readTrace(bytes);
  expect([...trace.files.values()]).toEqual([
    { id: 1, path: '/a.py' },
    { id: 2, path: '' },
  ]);
  expect(problems.map(({ message }) => message)).toEqual(['4 definitions without a usable id were left out.']);
});
