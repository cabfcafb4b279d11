/**
 * A value as exact JSON text; docs/values.md holds the table. What JSON cannot say stands in an object with "$type".
 * Recursion is safe: values are at most `MAX_VALUE_DEPTH` deep.
 */
import { assertNever } from '../base/assert-never.js';
import { isoDate, isoDateTime, isoTime } from './iso-time.js';
import type { DictValue, ExceptionValue, Field, SequenceValue, TimeValue, Value } from './value.js';

/** Bare digits for ints of any size; `JSON.parse` of large ones loses digits, Python's json.loads does not. */
export function toJson(value: Value): string {
  switch (value.kind) {
    case 'none':
      return 'null';
    case 'bool':
    case 'int':
      return String(value.value);
    case 'float':
      return floatJson(value.value);
    case 'text':
      return quote(value.value);
    case 'list':
    case 'tuple':
    case 'set':
    case 'frozenset':
      return sequenceJson(value);
    case 'dict':
      return dictJson(value);
    case 'ellipsis':
    case 'unbound':
    case 'redacted':
    case 'unset':
      return tagged(value.kind);
    case 'hugeInt':
      return tagged('int', { negative: value.negative, bits: value.bits, top: bare(value.top) });
    case 'complex':
      return tagged('complex', { real: floatBare(value.real), imaginary: floatBare(value.imaginary) });
    case 'decimal':
    case 'uuid':
      return tagged(value.kind, { value: value.text });
    case 'longText':
      return tagged('str', { value: value.value, length: value.length });
    case 'bytes':
    case 'bytearray':
      return tagged(value.kind, { base64: base64(value.value) });
    case 'longBytes':
      return tagged('bytes', { base64: base64(value.value), length: value.length });
    case 'date':
      return tagged('date', { value: isoDate(value) });
    case 'time':
      return tagged('time', { value: isoTime(value), ...zone(value) });
    case 'datetime':
      return tagged('datetime', { value: isoDateTime(value), ...zone(value) });
    case 'timedelta':
      return tagged('timedelta', { days: value.days, seconds: value.seconds, microseconds: value.microseconds });
    case 'enum':
      return tagged('enum', { type: value.type, member: value.member, value: nested(value.value) });
    case 'record':
      return named(value.type, { id: bare(value.id), record: value.flavor, ...attributes(value.fields, value.more) });
    case 'exception':
      return exceptionJson(value);
    case 'array':
      return tagged('array', {
        type: value.type,
        id: bare(value.id),
        dtype: value.dtype,
        shape: bare(`[${value.shape.join(',')}]`),
        bytes: value.bytes,
      });
    case 'object':
      return named(value.type, {
        id: bare(value.id),
        ...attributes(value.fields, value.more),
        ...(value.repr === null ? {} : { repr: value.repr }),
      });
    case 'derived':
      return tagged('derived', { type: value.type, id: bare(value.id), value: nested(value.base) });
    case 'type':
    case 'module':
      return tagged(value.kind, { name: value.name });
    case 'function':
      return tagged('function', {
        qualname: value.qualname,
        module: value.module,
        file: value.file,
        line: value.line,
        ...(value.selfId === null ? {} : { selfId: bare(value.selfId), selfType: value.selfType }),
      });
    case 'range':
    case 'slice':
      return tagged(value.kind, { start: nested(value.start), stop: nested(value.stop), step: nested(value.step) });
    case 'weakref':
      return tagged('weakref', { type: value.type, referent: value.referent === null ? null : bare(value.referent) });
    case 'generator':
      return tagged('generator', { type: value.type, id: bare(value.id), qualname: value.qualname });
    case 'path':
      return tagged('path', { type: value.type, value: value.text });
    case 'truncated':
      return truncated(value.count);
    case 'cyclic':
      return tagged('cyclic', { levels: value.levels });
    case 'omitted':
      return tagged('omitted', { type: value.type, id: bare(value.id), length: value.length });
    case 'error':
      return tagged('error', { message: value.message });
    case 'unknown':
      return tagged('unknown', { tag: value.tag, base64: base64(value.bytes) });
    default:
      return assertNever(value, 'value');
  }
}

/** Every "$type" of this module; a Python type that bears one of these names is written as `object` with `type`. */
const reserved: ReadonlySet<string> = new Set(
  (
    'array bytearray bytes complex cyclic date datetime decimal derived dict ellipsis enum error exception float ' +
    'frozenset function generator int module object omitted path range redacted set slice str time timedelta ' +
    'truncated tuple type unbound unknown unset uuid weakref'
  ).split(' '),
);

/** JSON text that stands for itself. */
class Bare {
  constructor(readonly json: string) {}
}

type Member = string | number | boolean | null | Bare;

function bare(value: number | bigint | string): Bare {
  return new Bare(String(value));
}

function nested(value: Value): Bare {
  return new Bare(toJson(value));
}

function floatBare(value: number): Bare {
  return new Bare(floatJson(value));
}

/** Lone surrogates become \u escapes, which every JSON reader accepts. */
function quote(text: string): string {
  return JSON.stringify(text);
}

function tagged(type: string, members: Readonly<Record<string, Member>> = {}): string {
  let json = `{"$type":${quote(type)}`;
  for (const [name, member] of Object.entries(members)) {
    json += `,${quote(name)}:${member instanceof Bare ? member.json : JSON.stringify(member)}`;
  }
  return `${json}}`;
}

function named(type: string, members: Readonly<Record<string, Member>>): string {
  return reserved.has(type) ? tagged('object', { type, ...members }) : tagged(type, members);
}

/** Always with a point or an exponent, so that 1.0 stays a float. */
function floatJson(value: number): string {
  if (Number.isNaN(value)) return tagged('float', { value: 'nan' });
  if (!Number.isFinite(value)) return tagged('float', { value: value > 0 ? 'inf' : '-inf' });
  if (Object.is(value, -0)) return '-0.0';
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

function truncated(count: number): string {
  return tagged('truncated', { count });
}

function array(items: readonly Value[], more: number): string {
  const texts = items.map(toJson);
  if (more > 0) texts.push(truncated(more));
  return `[${texts.join(',')}]`;
}

function sequenceJson(value: SequenceValue): string {
  const items = array(value.items, value.more);
  return value.kind === 'list' ? items : tagged(value.kind, { items: new Bare(items) });
}

function dictJson(value: DictValue): string {
  const names = new Set<string>();
  for (const [key] of value.entries) if (key.kind === 'text' && key.value !== '$type') names.add(key.value);
  if (value.more === 0 && names.size === value.entries.length) {
    const members = value.entries.map(([key, entry]) => `${toJson(key)}:${toJson(entry)}`);
    return `{${members.join(',')}}`;
  }
  const entries = value.entries.map(([key, entry]) => `[${toJson(key)},${toJson(entry)}]`);
  return tagged('dict', { entries: bare(`[${entries.join(',')}]`), ...moreOf(value.more) });
}

function moreOf(more: number): Readonly<Record<string, Member>> {
  return more > 0 ? { more } : {};
}

function attributes(fields: readonly Field[] | null, more: number): Readonly<Record<string, Member>> {
  if (fields === null) return {};
  const members = fields.map(({ name, value }) => `${quote(name)}:${toJson(value)}`);
  return { attributes: bare(`{${members.join(',')}}`), ...moreOf(more) };
}

function zone(value: Omit<TimeValue, 'kind'>): Readonly<Record<string, Member>> {
  return { ...(value.zone === null ? {} : { zone: value.zone }), ...(value.fold === 0 ? {} : { fold: value.fold }) };
}

function exceptionJson(value: ExceptionValue): string {
  return tagged('exception', {
    type: value.type,
    id: bare(value.id),
    args: bare(array(value.args, value.moreArgs)),
    ...attributes(value.fields, value.more),
    ...(value.cause === null ? {} : { cause: value.cause }),
  });
}
