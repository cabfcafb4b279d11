/** The inverse of `decodeValue`: how a recorder writes a value. For tests, golden files and synthetic recordings. */
import { assertNever } from '../base/assert-never.js';
import { ByteWriter } from './byte-writer.js';
import { Extension } from './schema.gen.js';
import type { Field, TimeValue, Value } from './value.js';
import { encodeUtf8, encodeWtf8 } from './wtf8.js';

export function encodeValue(value: Value): Uint8Array {
  const out = new ByteWriter();
  write(out, value);
  return out.take();
}

/** An array of values, as the value of an event is one. */
export function encodeValues(values: readonly Value[], more = 0): Uint8Array {
  const out = new ByteWriter();
  writeItems(out, values, more);
  return out.take();
}

type Part = Value | string | number | bigint | boolean | null;

function write(out: ByteWriter, part: Part): void {
  if (part === null) out.nil();
  else if (typeof part === 'string') writeText(out, part);
  else if (typeof part === 'boolean') out.bool(part);
  else if (typeof part === 'number' || typeof part === 'bigint') out.int(part);
  else writeValue(out, part);
}

function writeText(out: ByteWriter, text: string): void {
  const encoded = encodeUtf8(text);
  if (encoded === null) out.extension(Extension.surrogateText, encodeWtf8(text));
  else out.text(encoded);
}

function writeItems(out: ByteWriter, items: readonly Part[], more: number): void {
  out.arrayHead(items.length + (more > 0 ? 1 : 0));
  for (const item of items) write(out, item);
  if (more > 0) write(out, { kind: 'truncated', count: more });
}

function writeEntries(out: ByteWriter, entries: readonly (readonly [Part, Value])[], more: number): void {
  out.mapHead(entries.length + (more > 0 ? 1 : 0));
  for (const [key, value] of entries) {
    write(out, key);
    write(out, value);
  }
  if (more > 0) {
    write(out, { kind: 'truncated', count: more });
    out.nil();
  }
}

/** A payload that is msgpack again. */
function wrap(out: ByteWriter, type: Extension, fill: (payload: ByteWriter) => void): void {
  const payload = new ByteWriter();
  fill(payload);
  out.extension(type, payload.view());
}

/** A payload that is an array of these parts. */
function wrapAll(out: ByteWriter, type: Extension, ...parts: readonly Part[]): void {
  wrap(out, type, (payload) => writeItems(payload, parts, 0));
}

function attributes(fields: readonly Field[] | null, more: number): Value {
  if (fields === null) return { kind: 'none' };
  return { kind: 'dict', entries: fields.map(({ name, value }) => [{ kind: 'text', value: name }, value]), more };
}

function clock(value: Omit<TimeValue, 'kind'>): readonly Part[] {
  return [value.hour, value.minute, value.second, value.microsecond, value.offsetSeconds, value.zone, value.fold];
}

function utf8(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}

const EMPTY = new Uint8Array();

function writeValue(out: ByteWriter, value: Value): void {
  switch (value.kind) {
    case 'none':
      out.nil();
      return;
    case 'bool':
      out.bool(value.value);
      return;
    case 'int':
      writeInt(out, value.value);
      return;
    case 'float':
      out.float(value.value);
      return;
    case 'text':
      writeText(out, value.value);
      return;
    case 'bytes':
      out.bin(value.value);
      return;
    case 'list':
      writeItems(out, value.items, value.more);
      return;
    case 'dict':
      writeEntries(out, value.entries, value.more);
      return;
    case 'tuple':
    case 'set':
    case 'frozenset':
      wrap(out, Extension[value.kind], (payload) => writeItems(payload, value.items, value.more));
      return;
    case 'unbound':
    case 'redacted':
    case 'unset':
    case 'ellipsis':
      out.extension(Extension[value.kind], EMPTY);
      return;
    case 'hugeInt':
      wrapAll(out, Extension.hugeInt, value.negative, value.bits, value.top);
      return;
    case 'complex':
      out.extension(Extension.complex, complexPayload(value.real, value.imaginary));
      return;
    case 'decimal':
      out.extension(Extension.decimal, utf8(value.text));
      return;
    case 'uuid':
      out.extension(Extension.uuid, Buffer.from(value.text.replaceAll('-', ''), 'hex'));
      return;
    case 'datetime':
      wrapAll(out, Extension.datetime, value.year, value.month, value.day, ...clock(value));
      return;
    case 'date':
      wrapAll(out, Extension.date, value.year, value.month, value.day);
      return;
    case 'time':
      wrapAll(out, Extension.time, ...clock(value));
      return;
    case 'timedelta':
      wrapAll(out, Extension.timedelta, value.days, value.seconds, value.microseconds);
      return;
    case 'enum':
      wrapAll(out, Extension.enum, value.type, value.member, value.value);
      return;
    case 'record':
      wrapAll(out, Extension.record, value.flavor, value.type, value.id, attributes(value.fields, value.more));
      return;
    case 'exception': {
      const args: Value = { kind: 'list', items: value.args, more: value.moreArgs };
      const fields = attributes(value.fields, value.more);
      wrapAll(out, Extension.exception, value.type, value.id, args, fields, value.cause);
      return;
    }
    case 'array': {
      const shape: Value = { kind: 'list', items: value.shape.map((size) => ({ kind: 'int', value: size })), more: 0 };
      wrapAll(out, Extension.array, value.type, value.id, value.dtype, shape, value.bytes);
      return;
    }
    case 'object':
      wrapAll(out, Extension.object, value.type, value.id, attributes(value.fields, value.more), value.repr);
      return;
    case 'truncated':
      wrap(out, Extension.truncated, (payload) => payload.int(value.count));
      return;
    case 'cyclic':
      wrap(out, Extension.cyclic, (payload) => payload.int(value.levels));
      return;
    case 'error':
      wrap(out, Extension.error, (payload) => writeText(payload, value.message));
      return;
    case 'derived':
      wrapAll(out, Extension.derived, value.type, value.id, value.base);
      return;
    case 'type':
    case 'module':
      wrap(out, Extension[value.kind], (payload) => writeText(payload, value.name));
      return;
    case 'function': {
      const { qualname, module, file, line, selfId, selfType } = value;
      wrapAll(out, Extension.function, qualname, module, file, line, selfId, selfType);
      return;
    }
    case 'longText':
      wrapAll(out, Extension.longText, value.value, value.length);
      return;
    case 'longBytes':
      wrapAll(out, Extension.longBytes, { kind: 'bytes', value: value.value }, value.length);
      return;
    case 'omitted':
      wrapAll(out, Extension.omitted, value.type, value.id, value.length);
      return;
    case 'bytearray':
      out.extension(Extension.bytearray, value.value);
      return;
    case 'range':
    case 'slice':
      wrapAll(out, Extension[value.kind], value.start, value.stop, value.step);
      return;
    case 'weakref':
      wrapAll(out, Extension.weakref, value.type, value.referent);
      return;
    case 'generator':
      wrapAll(out, Extension.generator, value.type, value.id, value.qualname);
      return;
    case 'path':
      wrapAll(out, Extension.path, value.type, value.text);
      return;
    case 'unknown':
      out.extension(value.tag, value.bytes);
      return;
    default:
      assertNever(value, 'value');
  }
}

function writeInt(out: ByteWriter, value: number | bigint): void {
  const big = BigInt(value);
  if (big >= -(2n ** 63n) && big < 2n ** 64n) {
    out.int(value);
    return;
  }
  const digits = (big < 0n ? -big : big).toString(16);
  const magnitude = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
  out.extension(Extension.bigInt, Buffer.concat([Uint8Array.of(big < 0n ? 1 : 0), magnitude]));
}

function complexPayload(real: number, imaginary: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(16));
  view.setFloat64(0, real);
  view.setFloat64(8, imaginary);
  return new Uint8Array(view.buffer);
}
