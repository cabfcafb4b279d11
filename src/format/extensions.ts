/** The extension types of docs/format.md, from payload to value. */
import { Extension } from './schema.gen.js';
import type { Value } from './value.js';
import { bigFromBytes, count, fields, flag, id, idOrNull, int, isoUuid, items, text, textOrNull } from './parts.js';
import { decodeUtf8, decodeWtf8 } from './wtf8.js';

/** Reads the next msgpack value of the payload. */
export interface PayloadReader {
  read(): Value;
}

type Decode = (payload: Uint8Array, reader: PayloadReader) => Value;

/** A payload that is an array: its items, `none` where it is shorter than this version writes it. */
type Part = (index: number) => Value;

const NONE: Value = { kind: 'none' };

/** @param reader stands at the beginning of the payload and ends with it. */
export function decodeExtension(tag: number, payload: Uint8Array, reader: PayloadReader): Value {
  const decode = decoders.get(tag);
  return decode === undefined ? { kind: 'unknown', tag, bytes: payload.slice() } : decode(payload, reader);
}

function parts(build: (part: Part) => Value): Decode {
  return (_, reader) => {
    const list = reader.read();
    if (list.kind === 'error') return list;
    if (list.kind !== 'list') return { kind: 'error', message: `a ${list.kind} where an array belongs` };
    return build((index) => list.items[index] ?? NONE);
  };
}

function single(build: (value: Value) => Value): Decode {
  return (_, reader) => {
    const value = reader.read();
    return value.kind === 'error' ? value : build(value);
  };
}

function sequence(kind: 'tuple' | 'set' | 'frozenset'): Decode {
  return single((list) =>
    list.kind === 'list'
      ? { kind, items: list.items, more: list.more }
      : { kind: 'error', message: `a ${list.kind} where an array belongs` },
  );
}

function constant(value: Value): Decode {
  return () => value;
}

function time(part: Part, first: number) {
  return {
    hour: int(part(first)),
    minute: int(part(first + 1)),
    second: int(part(first + 2)),
    microsecond: int(part(first + 3)),
    offsetSeconds: part(first + 4).kind === 'none' ? null : int(part(first + 4)),
    zone: textOrNull(part(first + 5)),
    fold: int(part(first + 6)),
  };
}

function bounds(kind: 'range' | 'slice'): Decode {
  return parts((part) => ({ kind, start: part(0), stop: part(1), step: part(2) }));
}

const decoders = new Map<number, Decode>([
  [Extension.bigInt, (payload) => bigFromBytes(payload)],
  [
    Extension.hugeInt,
    parts((part) => ({
      kind: 'hugeInt',
      negative: flag(part(0)),
      bits: count(part(1)),
      top: BigInt(id(part(2))),
    })),
  ],
  [Extension.complex, complex],
  [Extension.decimal, (payload) => ({ kind: 'decimal', text: decodeUtf8(payload) })],
  [
    Extension.datetime,
    parts((part) => ({
      kind: 'datetime',
      year: int(part(0)),
      month: int(part(1)),
      day: int(part(2)),
      ...time(part, 3),
    })),
  ],
  [Extension.date, parts((part) => ({ kind: 'date', year: int(part(0)), month: int(part(1)), day: int(part(2)) }))],
  [Extension.time, parts((part) => ({ kind: 'time', ...time(part, 0) }))],
  [
    Extension.timedelta,
    parts((part) => ({
      kind: 'timedelta',
      days: int(part(0)),
      seconds: int(part(1)),
      microseconds: int(part(2)),
    })),
  ],
  [Extension.uuid, (payload) => isoUuid(payload)],
  [Extension.tuple, sequence('tuple')],
  [Extension.set, sequence('set')],
  [Extension.frozenset, sequence('frozenset')],
  [Extension.enum, parts((part) => ({ kind: 'enum', type: text(part(0)), member: text(part(1)), value: part(2) }))],
  [Extension.record, parts(record)],
  [Extension.exception, parts(exception)],
  [Extension.array, parts(array)],
  [
    Extension.object,
    parts((part) => {
      const attributes = fields(part(2));
      return {
        kind: 'object',
        type: text(part(0)),
        id: id(part(1)),
        fields: attributes?.fields ?? null,
        more: attributes?.more ?? 0,
        repr: textOrNull(part(3)),
      };
    }),
  ],
  [Extension.truncated, single((value) => ({ kind: 'truncated', count: count(value) }))],
  [Extension.cyclic, single((value) => ({ kind: 'cyclic', levels: count(value) }))],
  [Extension.error, single((value) => ({ kind: 'error', message: text(value) }))],
  [Extension.unbound, constant({ kind: 'unbound' })],
  [Extension.redacted, constant({ kind: 'redacted' })],
  [Extension.derived, parts((part) => ({ kind: 'derived', type: text(part(0)), id: id(part(1)), base: part(2) }))],
  [Extension.type, single((value) => ({ kind: 'type', name: text(value) }))],
  [
    Extension.function,
    parts((part) => ({
      kind: 'function',
      qualname: text(part(0)),
      module: textOrNull(part(1)),
      file: textOrNull(part(2)),
      line: count(part(3)),
      selfId: idOrNull(part(4)),
      selfType: textOrNull(part(5)),
    })),
  ],
  [Extension.module, single((value) => ({ kind: 'module', name: text(value) }))],
  [Extension.longText, parts((part) => ({ kind: 'longText', value: text(part(0)), length: count(part(1)) }))],
  [Extension.longBytes, parts(longBytes)],
  [
    Extension.omitted,
    parts((part) => ({
      kind: 'omitted',
      type: text(part(0)),
      id: id(part(1)),
      length: part(2).kind === 'none' ? null : count(part(2)),
    })),
  ],
  [Extension.surrogateText, (payload) => ({ kind: 'text', value: decodeWtf8(payload) })],
  [Extension.bytearray, (payload) => ({ kind: 'bytearray', value: payload.slice() })],
  [Extension.range, bounds('range')],
  [Extension.slice, bounds('slice')],
  [Extension.unset, constant({ kind: 'unset' })],
  [Extension.weakref, parts((part) => ({ kind: 'weakref', type: text(part(0)), referent: idOrNull(part(1)) }))],
  [
    Extension.generator,
    parts((part) => ({ kind: 'generator', type: text(part(0)), id: id(part(1)), qualname: text(part(2)) })),
  ],
  [Extension.ellipsis, constant({ kind: 'ellipsis' })],
  [Extension.path, parts((part) => ({ kind: 'path', type: text(part(0)), text: text(part(1)) }))],
]);

function complex(payload: Uint8Array): Value {
  if (payload.length !== 16) return { kind: 'error', message: `a complex of ${payload.length} bytes` };
  const view = new DataView(payload.buffer, payload.byteOffset, 16);
  return { kind: 'complex', real: view.getFloat64(0), imaginary: view.getFloat64(8) };
}

function record(part: Part): Value {
  const flavor = text(part(0));
  const content = fields(part(3));
  return {
    kind: 'record',
    flavor: flavor === 'attrs' || flavor === 'namedtuple' ? flavor : 'dataclass',
    type: text(part(1)),
    id: id(part(2)),
    fields: content?.fields ?? [],
    more: content?.more ?? 0,
  };
}

function exception(part: Part): Value {
  const args = items(part(2));
  const attributes = fields(part(3));
  return {
    kind: 'exception',
    type: text(part(0)),
    id: id(part(1)),
    args: args.items,
    moreArgs: args.more,
    fields: attributes?.fields ?? null,
    more: attributes?.more ?? 0,
    cause: textOrNull(part(4)),
  };
}

function array(part: Part): Value {
  return {
    kind: 'array',
    type: text(part(0)),
    id: id(part(1)),
    dtype: textOrNull(part(2)),
    shape: items(part(3)).items.map(count),
    bytes: part(4).kind === 'none' ? null : count(part(4)),
  };
}

function longBytes(part: Part): Value {
  const beginning = part(0);
  return {
    kind: 'longBytes',
    value: beginning.kind === 'bytes' ? beginning.value : new Uint8Array(),
    length: count(part(1)),
  };
}
