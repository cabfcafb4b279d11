import fc from 'fast-check';
import { Packr } from 'msgpackr';
import { expect, test } from 'vitest';
import { anyValue, dict, float, int, list, none, samples, text } from '../../test/golden/values.js';
import { encodeValue } from './encode-value.js';
import { Extension } from './schema.gen.js';
import type { Value } from './value.js';
import { MAX_VALUE_DEPTH, MAX_VALUE_PARTS, decodeValue } from './values.js';

test.each(Object.entries(samples))('%s comes back as it was', (_, value) => {
  expect(decodeValue(encodeValue(value))).toEqual(value);
});

test('the samples use every extension', () => {
  const used = new Set<number>();
  const all = Object.values(samples).map(encodeValue);
  for (const tag of Object.values(Extension)) {
    if (all.some((bytes) => bytes[1] === tag || bytes[2] === tag)) used.add(tag);
  }
  // The first bytes of an extension are its token and, unless the size is fixed, a length.
  expect([...used].toSorted((a, b) => a - b)).toEqual(Object.values(Extension));
});

test('any value comes back as it was', () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      expect(decodeValue(encodeValue(value))).toEqual(value);
    }),
  );
});

/** What msgpackr, an implementation that knows nothing of ours, can say: neither floats without a fraction nor extensions. */
const plain: fc.Arbitrary<unknown> = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    fc.constantFrom(null, true, false, 0.5, -1e300, NaN),
    fc.integer(),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc.uint8Array({ maxLength: 300 }),
    fc.array(tie('any'), { maxLength: 40 }),
    fc.array(fc.tuple(fc.string(), tie('any')), { maxLength: 20 }).map((entries) => new Map(entries)),
  ),
})).any;

function fromPlain(value: unknown): Value {
  if (value === null) return none;
  if (typeof value === 'boolean') return { kind: 'bool', value };
  if (typeof value === 'string') return text(value);
  if (typeof value === 'number') return Number.isInteger(value) && !Object.is(value, -0) ? int(value) : float(value);
  if (typeof value === 'bigint') return int(Number.isSafeInteger(Number(value)) ? Number(value) : value);
  if (value instanceof Uint8Array) return { kind: 'bytes', value };
  if (Array.isArray(value)) return list(value.map(fromPlain));
  if (value instanceof Map) return dict(Array.from(value, ([key, entry]) => [fromPlain(key), fromPlain(entry)]));
  throw new TypeError('not plain');
}

test('what msgpackr writes reads as what it was given', () => {
  const packr = new Packr({ useRecords: false, mapsAsObjects: false });
  fc.assert(
    fc.property(
      plain.filter((value) => !hasLargeNumber(value)),
      (value) => {
        expect(decodeValue(new Uint8Array(packr.pack(value)))).toEqual(fromPlain(value));
      },
    ),
  );
});

/** msgpackr writes whole numbers of more than 32 bits as floats, and -0 as 0. */
function hasLargeNumber(value: unknown): boolean {
  if (typeof value === 'number') return value === -1e300 || Object.is(value, -0);
  if (Array.isArray(value)) return value.some(hasLargeNumber);
  return value instanceof Map && [...value.values()].some(hasLargeNumber);
}

test('equal keys of a dict stay apart', () => {
  const value = dict([
    [int(1), text('int')],
    [float(1), text('float')],
    [{ kind: 'bool', value: true }, text('bool')],
  ]);
  expect(decodeValue(encodeValue(value))).toEqual(value);
});

test('every cut of a value is an error in its place and never a throw', () => {
  const bytes = encodeValue(list(Object.values(samples).filter(({ kind }) => kind !== 'truncated')));
  for (let length = 0; length < bytes.length; length++) {
    const value = decodeValue(bytes.subarray(0, length));
    expect(JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part))).toContain(
      'cut short',
    );
  }
});

test('any bytes decode to something', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(decodeValue(bytes)).toHaveProperty('kind');
    }),
    { numRuns: 1_000 },
  );
});

test('damage within an extension costs only that extension', () => {
  const damaged = Uint8Array.of(0x93, 0x01, 0xc7, 0x02, Extension.tuple, 0x95, 0x01, 0x02);
  const value = decodeValue(damaged);
  expect(value).toEqual(
    list([
      int(1),
      { kind: 'tuple', items: [int(1), { kind: 'error', message: 'the value is cut short' }], more: 0 },
      int(2),
    ]),
  );
});

test.each<[string, readonly number[], string]>([
  ['a text of 4 GB', [0xdb, 0xff, 0xff, 0xff, 0xff, 0x61], 'cut short'],
  ['an extension of 4 GB', [0xc9, 0xff, 0xff, 0xff, 0xff, 10, 1], 'cut short'],
  ['a token that is none', [0xc1], 'byte 0xc1'],
  ['bytes after the value', [1, 2, 3], '2 bytes follow'],
  ['a tuple that is no array', [0xd4, Extension.tuple, 1], 'a int where an array belongs'],
  ['a complex of one byte', [0xd4, Extension.complex, 1], 'a complex of 1 bytes'],
  ['nothing', [], 'cut short'],
])('%s is an error', (_, bytes, message) => {
  const value = decodeValue(Uint8Array.from(bytes));
  expect(value.kind === 'error' && value.message).toContain(message);
});

test('a length of 4 billion ends where the bytes do', () => {
  const cut: Value = { kind: 'error', message: 'the value is cut short' };
  expect(decodeValue(Uint8Array.of(0xdd, 0xff, 0xff, 0xff, 0xff, 1))).toEqual(list([int(1), cut]));
  expect(decodeValue(Uint8Array.of(0xdf, 0xff, 0xff, 0xff, 0xff, 1))).toEqual(dict([[int(1), cut]]));
});

test.each([
  ['arrays', [0x91], [0x01]],
  ['maps', [0x81, 0x01], [0x01]],
])('200,000 nested %s end in an error at the limit', (_, level, core) => {
  const levels = 200_000;
  const bytes = new Uint8Array(levels * level.length + core.length);
  for (let i = 0; i < levels; i++) bytes.set(level, i * level.length);
  bytes.set(core, levels * level.length);
  let value = decodeValue(bytes);
  let depth = 0;
  for (; value.kind !== 'error'; depth++) {
    if (value.kind === 'list') value = value.items[0];
    else if (value.kind === 'dict') value = value.entries[0][1];
  }
  expect(depth).toBe(MAX_VALUE_DEPTH);
  expect(value).toEqual({ kind: 'error', message: `nested deeper than ${MAX_VALUE_DEPTH} levels` });
});

test('200,000 nested extensions end in an error at the limit', () => {
  let bytes: Uint8Array = Uint8Array.of(0x90);
  const out: Uint8Array[] = [bytes];
  let length = 1;
  for (let i = 0; i < 20_000; i++) {
    const head = Buffer.alloc(7);
    head[0] = 0xc9;
    head.writeUInt32BE(length + 1, 1);
    head[5] = Extension.tuple;
    head[6] = 0x91;
    out.unshift(head);
    length += 7;
  }
  bytes = Buffer.concat(out);
  expect(JSON.stringify(decodeValue(bytes))).toContain('nested deeper');
});

test('a value of too many parts ends in an error', () => {
  const bytes = new Uint8Array(MAX_VALUE_PARTS + 100).fill(0xc0);
  bytes.set([0xdd, 0x00, 0x0f, 0x42, 0x80]);
  const value = decodeValue(bytes);
  expect(value.kind === 'list' && value.items.at(-1)?.kind).toBe('error');
});

test('an int of a megabyte is summed up', () => {
  const payload = new Uint8Array((1 << 20) + 1).fill(0xff);
  payload[0] = 1;
  const bytes = Buffer.concat([Uint8Array.of(0xc9, 0x00, 0x10, 0x00, 0x01, Extension.bigInt), payload]);
  expect(decodeValue(bytes)).toEqual({ kind: 'hugeInt', negative: true, bits: 1 << 23, top: 2n ** 64n - 1n });
});
