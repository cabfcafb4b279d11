/** Values for tests: one of every kind, and arbitrary ones for properties. */
import fc from 'fast-check';
import type { Field, Value } from '../../src/format/value.js';

export const none: Value = { kind: 'none' };

export function int(value: number | bigint): Value {
  return { kind: 'int', value };
}

export function float(value: number): Value {
  return { kind: 'float', value };
}

export function text(value: string): Value {
  return { kind: 'text', value };
}

export function list(items: readonly Value[], more = 0): Value {
  return { kind: 'list', items, more };
}

export function tuple(items: readonly Value[], more = 0): Value {
  return { kind: 'tuple', items, more };
}

export function dict(entries: readonly (readonly [Value, Value])[], more = 0): Value {
  return { kind: 'dict', entries, more };
}

export function object(type: string, fields: readonly Field[] | null, more = 0): Value {
  return { kind: 'object', type, id: 0x7f00_1234_5670, fields, more, repr: null };
}

const clock = { hour: 3, minute: 4, second: 5, microsecond: 6, offsetSeconds: null, zone: null, fold: 0 };

/** One of every kind at least. The keys name test cases. */
export const samples: Readonly<Record<string, Value>> = {
  none,
  ellipsis: { kind: 'ellipsis' },
  unbound: { kind: 'unbound' },
  redacted: { kind: 'redacted' },
  unset: { kind: 'unset' },
  true: { kind: 'bool', value: true },
  false: { kind: 'bool', value: false },
  zero: int(0),
  'negative int': int(-33),
  'largest safe int': int(Number.MAX_SAFE_INTEGER),
  'int beyond a double': int(2n ** 53n),
  'largest uint64': int(2n ** 64n - 1n),
  'smallest int64': int(-(2n ** 63n)),
  'big int': int(10n ** 30n),
  'negative big int': int(-(2n ** 64n)),
  'huge int': { kind: 'hugeInt', negative: true, bits: 100_000, top: 0x8000_0000_0000_0001n },
  'whole float': float(1),
  'negative zero': float(-0),
  'smallest float': float(5e-324),
  nan: float(NaN),
  inf: float(Infinity),
  complex: { kind: 'complex', real: 1.5, imaginary: -2 },
  decimal: { kind: 'decimal', text: '1.10' },
  text: text('grüße \u{1f40d} \u001b[31m \'"\\ \n'),
  'empty text': text(''),
  'text with a byte order mark': text(`\ufeff${'x'.repeat(100)}`),
  'text with lone surrogates': text('file-\udcff\udc80.txt'),
  'long text': { kind: 'longText', value: 'Lorem ipsum', length: 20_000 },
  'long text with surrogates': { kind: 'longText', value: '\udcff', length: 20_000 },
  bytes: { kind: 'bytes', value: Uint8Array.of(0, 1, 0x27, 255) },
  bytearray: { kind: 'bytearray', value: Uint8Array.of(65, 66) },
  'long bytes': { kind: 'longBytes', value: Uint8Array.of(1, 2, 3), length: 1 << 20 },
  'empty list': list([]),
  list: list([int(1), float(1), text('a')]),
  'list with more': list([int(1)], 1_000),
  tuple: tuple([int(1), text('a')]),
  'tuple of one': tuple([int(1)]),
  set: { kind: 'set', items: [int(1), int(2)], more: 3 },
  'empty set': { kind: 'set', items: [], more: 0 },
  frozenset: { kind: 'frozenset', items: [text('a')], more: 0 },
  dict: dict([
    [text('a'), int(1)],
    [text('b'), list([])],
  ]),
  'empty dict': dict([]),
  'dict with other keys': dict([
    [int(1), text('one')],
    [tuple([int(1), int(2)]), none],
  ]),
  'dict with more': dict([[text('a'), int(1)]], 7),
  'dict with $type': dict([[text('$type'), text('tuple')]]),
  'dict with __proto__': dict([[text('__proto__'), int(1)]]),
  datetime: { kind: 'datetime', year: 2024, month: 2, day: 29, ...clock },
  'datetime with offset': { kind: 'datetime', year: 2024, month: 2, day: 29, ...clock, offsetSeconds: -12_600 },
  'datetime with a zone': {
    kind: 'datetime',
    year: 2024,
    month: 2,
    day: 29,
    ...clock,
    zone: 'zoneinfo.ZoneInfo',
    fold: 1,
  },
  date: { kind: 'date', year: 1, month: 12, day: 31 },
  time: { kind: 'time', ...clock, offsetSeconds: 3_601 },
  timedelta: { kind: 'timedelta', days: -1, seconds: 86_399, microseconds: 5 },
  uuid: { kind: 'uuid', text: '00112233-4455-6677-8899-aabbccddeeff' },
  enum: { kind: 'enum', type: 'shop.Color', member: 'RED', value: int(1) },
  dataclass: {
    kind: 'record',
    flavor: 'dataclass',
    type: 'shop.Order',
    id: 140_000_000,
    fields: [
      { name: 'id', value: int(7) },
      { name: 'lines', value: list([], 3) },
    ],
    more: 0,
  },
  namedtuple: {
    kind: 'record',
    flavor: 'namedtuple',
    type: 'shop.Point',
    id: 2,
    fields: [{ name: 'x', value: int(1) }],
    more: 1,
  },
  exception: {
    kind: 'exception',
    type: 'builtins.KeyError',
    id: 3,
    args: [text('missing')],
    moreArgs: 0,
    fields: [{ name: 'code', value: int(4) }],
    more: 2,
    cause: 'builtins.ValueError',
  },
  'bare exception': { kind: 'exception', type: 'E', id: 3, args: [], moreArgs: 2, fields: null, more: 0, cause: null },
  array: { kind: 'array', type: 'numpy.ndarray', id: 4, dtype: 'float64', shape: [1_000, 3], bytes: 24_000 },
  'array without dtype': { kind: 'array', type: 'pandas.DataFrame', id: 4, dtype: null, shape: [2], bytes: null },
  object: object('shop.Cart', [{ name: 'items', value: { kind: 'cyclic', levels: 1 } }], 1),
  'opaque object': object('shop.Cart', null),
  'object with repr': {
    kind: 'object',
    type: 'shop.Cart',
    id: 2n ** 60n,
    fields: null,
    more: 0,
    repr: '<Cart \u001b[0m>',
  },
  'class called tuple': object('tuple', []),
  derived: { kind: 'derived', type: 'collections.deque', id: 5, base: list([int(1)]) },
  type: { kind: 'type', name: 'builtins.int' },
  function: {
    kind: 'function',
    qualname: 'Cart.<locals>.add',
    module: 'shop',
    file: '/project/shop.py',
    line: 12,
    selfId: null,
    selfType: null,
  },
  'bound method': {
    kind: 'function',
    qualname: 'Cart.add',
    module: null,
    file: null,
    line: 0,
    selfId: 6,
    selfType: 'shop.Cart',
  },
  module: { kind: 'module', name: 'json' },
  range: { kind: 'range', start: int(0), stop: int(10), step: int(1) },
  slice: { kind: 'slice', start: none, stop: int(3), step: none },
  weakref: { kind: 'weakref', type: 'weakref.ReferenceType', referent: 7 },
  'dead weakref': { kind: 'weakref', type: 'weakref.ReferenceType', referent: null },
  generator: { kind: 'generator', type: 'builtins.coroutine', id: 8, qualname: 'fetch' },
  path: { kind: 'path', type: 'pathlib.PosixPath', text: '/tmp/a b' },
  truncated: { kind: 'truncated', count: 5 },
  cyclic: { kind: 'cyclic', levels: 2 },
  omitted: { kind: 'omitted', type: 'builtins.list', id: 9, length: 4 },
  'omitted without length': { kind: 'omitted', type: 'shop.Cart', id: 9, length: null },
  error: { kind: 'error', message: 'the attribute is gone' },
  unknown: { kind: 'unknown', tag: 99, bytes: Uint8Array.of(1, 2, 3) },
};

const leaves: fc.Arbitrary<Value> = fc.oneof(
  fc.constantFrom(...Object.values(samples)),
  fc.integer().map(int),
  fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }).map((value) => {
    const small = Number(value);
    return int(Number.isSafeInteger(small) ? small : value);
  }),
  fc.double().map(float),
  fc.string({ unit: 'binary' }).map(text),
  fc.uint8Array({ maxLength: 300 }).map((value): Value => ({ kind: 'bytes', value })),
);

const more = fc.nat({ max: 3 });
/** A mark of left-out items at the end of a container reads as its `more`. */
const isNoMark = (value: Value) => value.kind !== 'truncated';

export const anyValue: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => {
  const items = fc.array(tie('value').filter(isNoMark), { maxLength: 20 });
  const fields = fc.array(fc.record({ name: fc.string(), value: tie('value') }), { maxLength: 4 });
  return {
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaves,
      fc.tuple(items, more).map(([all, rest]) => list(all, rest)),
      fc.tuple(items, more).map(([all, rest]) => tuple(all, rest)),
      fc
        .tuple(fc.array(fc.tuple(tie('value').filter(isNoMark), tie('value')), { maxLength: 20 }), more)
        .map(([entries, rest]) => dict(entries, rest)),
      fc.tuple(fc.string(), fields, more).map(([type, all, rest]) => object(type, all, rest)),
    ),
  };
}).value;
