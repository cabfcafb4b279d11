import fc from 'fast-check';
import { expect, test } from 'vitest';
import { feed } from '../../test/golden/check.js';
import { shop, suspended } from '../../test/golden/recordings.js';
import type { Chunk } from './chunk.js';
import { TraceDecoder } from './decoder.js';
import { encodeChunk, encodeFileHeader, readChunkHeader } from './header.js';
import type { NewChunk } from './header.js';
import { packFields } from './plain.js';
import type { Problem } from './problem.js';
import { MAX_PROBLEMS } from './problem-list.js';
import { readTrace } from './read-trace.js';
import { CHUNK_HEADER_BYTES, ChunkKind, Codec, EventField, FILE_HEADER_BYTES, MAX_CHUNK_BYTES } from './schema.gen.js';
import { synthesizeFibonacci } from './synthesize.js';

interface Reading {
  readonly chunks: readonly Chunk[];
  readonly problems: readonly Problem[];
}

function read(bytes: Uint8Array): Reading {
  const { trace, problems } = readTrace(bytes);
  return { chunks: trace.chunks, problems };
}

/** File offsets of the chunks, and of the end. */
function chunkOffsets(bytes: Uint8Array): readonly number[] {
  const offsets: number[] = [];
  let at = FILE_HEADER_BYTES;
  for (; at < bytes.length; at += CHUNK_HEADER_BYTES + readChunkHeader(bytes.subarray(at), at).length) offsets.push(at);
  return [...offsets, at];
}

function codes({ problems }: Reading): readonly string[] {
  return problems.map(({ code }) => code);
}

function sequenceOf({ header }: Chunk): number {
  return header.sequence;
}

const small = shop().bytes();
const whole = read(small);
const offsets = chunkOffsets(small);

/** Several hundred chunks. */
const large = synthesizeFibonacci(14, { eventsPerChunk: 16 }).bytes();
const largeWhole = read(large);

test('a whole recording has no problems', () => {
  expect(whole.problems).toEqual([]);
  expect(largeWhole.problems).toEqual([]);
  expect(largeWhole.chunks.length).toBeGreaterThan(150);
});

test('a file cut at any byte says so and keeps every whole chunk', () => {
  for (let length = 0; length < small.length; length++) {
    const cut = read(small.subarray(0, length));
    const kept = offsets.filter((offset) => offset <= length).length - 1;
    expect(cut.chunks).toEqual(whole.chunks.slice(0, Math.max(kept, 0)));
    expect(codes(cut)).toEqual([offsets.includes(length) ? 'not-closed' : 'cut-short']);
  }
});

test('any split of the bytes reads the same, damaged or not', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 20 }),
      fc.nat(small.length - 1),
      fc.nat(255),
      fc.nat(small.length),
      (sizes, at, flip, length) => {
        const bytes = small.slice(0, length);
        if (at < length) bytes[at] ^= flip;
        const decoder = new TraceDecoder();
        const chunks: Chunk[] = [];
        for (let from = 0, i = 0; from < length; from += sizes[i++ % sizes.length]) {
          chunks.push(...decoder.push(bytes.slice(from, from + sizes[i % sizes.length])));
        }
        chunks.push(...decoder.finish());
        expect({ chunks, problems: decoder.problems }).toEqual(read(bytes));
      },
    ),
    { numRuns: 300 },
  );
});

test.each(['shop', 'suspended'])('%s reads the same byte by byte with each byte damaged', (name) => {
  const original = (name === 'shop' ? shop() : suspended()).bytes();
  for (let at = 0; at < original.length; at += 7) {
    const bytes = original.slice();
    bytes[at] ^= 0x55;
    expect(feed(bytes, 1), `byte ${at}`).toBe(feed(bytes));
  }
});

test('1,000 cuts and flipped bits lose nothing that lies before them, and little after', () => {
  const places = chunkOffsets(large);
  fc.assert(
    fc.property(fc.nat(large.length * 8 - 1), fc.boolean(), (bit, cuts) => {
      const at = bit >> 3;
      const bytes = cuts ? large.slice(0, at) : large.slice();
      if (!cuts) bytes[at] ^= 1 << (bit & 7);
      const { chunks, problems } = read(bytes);
      const before = Math.max(places.filter((offset) => offset <= at).length - 1, 0);
      expect(chunks.slice(0, before).map(sequenceOf)).toEqual(largeWhole.chunks.slice(0, before).map(sequenceOf));
      if (before > 0) expect(chunks[before - 1]).toEqual(largeWhole.chunks[before - 1]);
      // Reserved header bytes are covered by the CRC too; only the file's own reserved field may change unseen.
      if (at >= FILE_HEADER_BYTES) expect(problems.length).toBeGreaterThan(0);
      if (!cuts && at >= places[2]) expect(chunks.length).toBe(largeWhole.chunks.length - 1);
    }),
    { numRuns: 1_000 },
  );
});

test('a damaged chunk is skipped, and the next events say that something is missing before them', () => {
  const bytes = large.slice();
  const places = chunkOffsets(large);
  bytes[places[5] + 100] ^= 1;
  const reading = read(bytes);
  expect(codes(reading)).toEqual(['damaged']);
  const gaps = reading.chunks.filter((chunk) => chunk.type === 'events' && chunk.gapBefore);
  expect(gaps.map(({ header }) => header.fileOffset)).toEqual([places[6]]);
});

test('neighbours that are both damaged, in length and content, are searched past', () => {
  const bytes = large.slice();
  const places = chunkOffsets(large);
  bytes[places[5]] ^= 1;
  bytes[places[6] + 60] ^= 1;
  const reading = read(bytes);
  expect(reading.problems).toHaveLength(1);
  expect(reading.problems[0].message).toContain('2 chunks are lost');
  expect(reading.chunks).toHaveLength(largeWhole.chunks.length - 2);
});

test('a hole of zeros is searched past', () => {
  const bytes = large.slice();
  const places = chunkOffsets(large);
  bytes.fill(0, places[10] + 5, places[20] - 5);
  const reading = read(bytes);
  expect(codes(reading)).toEqual(['damaged']);
  expect(reading.chunks).toHaveLength(largeWhole.chunks.length - 10);
});

function encoded(header: Partial<NewChunk>, payload: Uint8Array): Uint8Array {
  const base = { kind: ChunkKind.process, codec: Codec.raw, thread: 0, firstNs: 0, lastNs: 0, events: 0, sequence: 0 };
  return encodeChunk({ ...base, rawLength: payload.length, ...header }, payload);
}

const processChunk = encoded({}, packFields(new Map()));

function file(...chunks: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat([encodeFileHeader(0), ...chunks]);
}

test.each<[string, Uint8Array, readonly string[]]>([
  ['nothing', new Uint8Array(), ['cut-short']],
  ['another file', Buffer.from('%PDF-1.7 and so on and on'), ['not-a-recording']],
  ['a short other file', Buffer.from('hello'), ['not-a-recording']],
  ['half a header', small.subarray(0, 9), ['cut-short']],
  ['only a header', file(), ['not-closed']],
  ['an empty process', file(processChunk), ['not-closed']],
  [
    'a chunk of a newer kind',
    file(processChunk, encoded({ kind: 77 as ChunkKind, sequence: 1 }, Uint8Array.of(1))),
    ['not-closed'],
  ],
  [
    'a lost chunk',
    file(processChunk, encoded({ kind: ChunkKind.end, sequence: 3 }, packFields(new Map()))),
    ['lost-chunks'],
  ],
  ['a chunk twice', file(processChunk, processChunk), ['out-of-order', 'not-closed']],
  ['no process', file(encoded({ kind: ChunkKind.end }, packFields(new Map()))), ['no-process']],
  ['an unknown codec', file(encoded({ codec: Codec.zstd }, Uint8Array.of(1))), ['unknown-codec', 'not-closed']],
  ['a payload that is no map', file(encoded({}, Uint8Array.of(0x91, 1))), ['bad-payload', 'not-closed']],
  [
    'a payload that is a record of msgpackr',
    file(encoded({}, Uint8Array.of(0xd4, 0x72, 0x40, 0x91, 0xa1, 0x61, 1))),
    ['bad-payload', 'not-closed'],
  ],
  [
    'deflate that is none',
    file(encoded({ codec: Codec.deflate }, Uint8Array.of(1, 2, 3))),
    ['bad-payload', 'not-closed'],
  ],
  ['raw of two sizes', file(encoded({ rawLength: 5 }, Uint8Array.of(0x80))), ['bad-payload', 'not-closed']],
  [
    'events that are none',
    file(processChunk, encoded({ kind: ChunkKind.events, sequence: 1, events: 1 }, Uint8Array.of(0x80))),
    ['column-mismatch', 'not-closed'],
  ],
  ['a time past 2^53', file(encoded({ lastNs: 2 ** 60 }, packFields(new Map()))), ['bad-payload', 'not-closed']],
])('%s', (_, bytes, expected) => {
  expect(codes(read(bytes))).toEqual(expected);
});

test('a newer major version is refused in one sentence, a newer minor one is read', () => {
  const newer = small.slice();
  newer[8] = 2;
  expect(read(newer)).toEqual({
    chunks: [],
    problems: [
      {
        code: 'newer-version',
        offset: 0,
        message: 'The recording has format version 2.0; this version reads up to 1.x.',
      },
    ],
  });
  const minor = small.slice();
  minor[10] = 9;
  expect(read(minor)).toEqual(whole);
});

test('a chunk that claims 4 GB is refused before anything is allocated', () => {
  const bytes = file(processChunk, encoded({ sequence: 1, kind: ChunkKind.end }, packFields(new Map())));
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(FILE_HEADER_BYTES + processChunk.length, 0xffffffff, true);
  expect(codes(read(bytes))).toEqual(['damaged']);
});

test('deflate that would grow past what it claims is cut off', () => {
  const bomb = synthesizeFibonacci(3, { codec: Codec.deflate }).bytes();
  const [, , at] = chunkOffsets(bomb);
  const header = readChunkHeader(bomb.subarray(at), at);
  const payload = bomb.subarray(at + CHUNK_HEADER_BYTES, at + CHUNK_HEADER_BYTES + header.length);
  const lying = encoded(
    { codec: Codec.deflate, kind: ChunkKind.events, rawLength: 10, events: header.events },
    payload,
  );
  expect(codes(read(file(lying)))).toContain('bad-payload');
});

test('a file of nothing but problems lists only the first', () => {
  const bad = Array.from({ length: MAX_PROBLEMS * 2 }, (_, sequence) => encoded({ sequence }, Uint8Array.of(0x91, 1)));
  const { problems } = read(file(...bad));
  expect(problems).toHaveLength(MAX_PROBLEMS + 1);
  expect(problems.at(-1)?.code).toBe('too-many-problems');
});

test('any bytes after the header are survived', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      expect(read(file(bytes)).problems.length).toBeGreaterThan(0);
    }),
  );
});

test('any payload of any kind is survived', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 200 }),
      fc.integer({ min: 1, max: 6 }),
      fc.nat(3),
      (payload, kind, codec) => {
        const header = { kind: kind as ChunkKind, codec: codec as Codec, events: 3, thread: 1, sequence: 1 };
        expect(() => read(file(processChunk, encoded(header, payload)))).not.toThrow();
      },
    ),
    { numRuns: 1_000 },
  );
});

test('any columns of an events chunk are survived', () => {
  const blob = fc.oneof(fc.uint8Array({ maxLength: 24 }), fc.nat(300), fc.constant(null));
  const fields = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 14 }), blob), { selector: ([key]) => key });
  fc.assert(
    fc.property(fields, fc.uint8Array({ maxLength: 8 }), (entries, kinds) => {
      const widths = new Map(Array.from({ length: 9 }, (_, i) => [i + 1, [1, 1, 2, 4, 8, 3][i % 6]]));
      const payload = packFields(
        new Map<number, unknown>([...entries, [EventField.kinds, kinds], [EventField.widths, widths]]),
      );
      const events = encoded({ kind: ChunkKind.events, events: kinds.length, thread: 1, sequence: 1 }, payload);
      expect(() => read(file(processChunk, events))).not.toThrow();
    }),
    { numRuns: 1_000 },
  );
});

test('memory stays within what the largest chunk asks for', () => {
  const decoder = new TraceDecoder();
  decoder.push(file(processChunk));
  const bytes = new Uint8Array(1 << 20).fill(1);
  for (let fed = 0; fed < 1.5 * MAX_CHUNK_BYTES; fed += bytes.length) decoder.push(bytes);
  expect(decoder.offset).toBeGreaterThan(MAX_CHUNK_BYTES);
  expect(process.memoryUsage().arrayBuffers).toBeLessThan(5 * MAX_CHUNK_BYTES);
});
