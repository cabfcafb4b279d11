/**
 * A value as one line of Python-like text for people: `Order(id=7, lines=[Line(…), …3])`, where `…3` stands for three
 * items that were not recorded or that do not fit. Whatever a terminal could obey is escaped.
 */
import { assertNever } from '../base/assert-never.js';
import { printable } from '../base/printable.js';
import { isoDate, isoDateTime, isoTime, timedeltaText } from './iso-time.js';
import { bytesRepr, complexRepr, floatRepr, textRepr } from './python-text.js';
import type { ExceptionValue, Field, FunctionValue, ObjectId, Value } from './value.js';

const DEFAULT_TEXT_BUDGET = 120;

/** @param budget code units that the text has at most; at least a few are needed to say anything. */
export function toText(value: Value, budget = DEFAULT_TEXT_BUDGET): string {
  return clip(render(value, budget), budget);
}

/** `name=value` pairs, as in a call: `(a=1, b=[2, 3])`. */
export function argumentsText(values: ReadonlyMap<string, Value>, budget = DEFAULT_TEXT_BUDGET): string {
  const fields = Array.from(values, ([name, value]) => ({ name, value }));
  return clip(fieldsText('', fields, 0, budget), budget);
}

function clip(text: string, budget: number): string {
  if (text.length <= budget) return text;
  // Half of a surrogate pair would be an unprintable character again.
  const cut = text.slice(0, Math.max(0, budget - 1));
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}

function render(value: Value, room: number): string {
  switch (value.kind) {
    case 'none':
      return 'None';
    case 'ellipsis':
      return 'Ellipsis';
    case 'bool':
      return value.value ? 'True' : 'False';
    case 'int':
      return clip(String(value.value), Math.max(room, 24));
    case 'hugeInt':
      return `<int of ${value.bits} bits, ${value.negative ? 'negative, ' : ''}0x${value.top.toString(16)}…>`;
    case 'float':
      return floatRepr(value.value);
    case 'complex':
      return complexRepr(value.real, value.imaginary);
    case 'decimal':
      return `Decimal('${printable(value.text)}')`;
    case 'text':
      return quoted(textRepr, value.value, value.value.length, room);
    case 'longText':
      return quoted(textRepr, value.value, value.length, room);
    case 'bytes':
      return quoted(bytesRepr, value.value, value.value.length, room);
    case 'longBytes':
      return quoted(bytesRepr, value.value, value.length, room);
    case 'bytearray':
      return `bytearray(${quoted(bytesRepr, value.value, value.value.length, room - 11)})`;
    case 'list':
      return sequence('[', value.items, ']', value.more, room);
    case 'tuple':
      return sequence('(', value.items, value.items.length === 1 && value.more === 0 ? ',)' : ')', value.more, room);
    case 'set':
      return value.items.length + value.more === 0 ? 'set()' : sequence('{', value.items, '}', value.more, room);
    case 'frozenset':
      return value.items.length + value.more === 0
        ? 'frozenset()'
        : sequence('frozenset({', value.items, '})', value.more, room);
    case 'dict':
      return joined('{', value.entries.length, '}', value.more, room, (index, left) => {
        const [key, entry] = value.entries[index];
        const name = render(key, left);
        return `${name}: ${render(entry, left - name.length - 2)}`;
      });
    case 'date':
      return isoDate(value);
    case 'time':
      return isoTime(value) + zoneText(value.zone);
    case 'datetime':
      return isoDateTime(value).replace('T', ' ') + zoneText(value.zone);
    case 'timedelta':
      return timedeltaText(value);
    case 'uuid':
      return `UUID('${value.text}')`;
    case 'enum':
      return `${shortName(value.type)}.${printable(value.member)}`;
    case 'record':
      return fieldsText(shortName(value.type), value.fields, value.more, room);
    case 'object':
      if (value.repr !== null) return printable(value.repr);
      return value.fields === null
        ? `<${shortName(value.type)} at ${address(value.id)}>`
        : fieldsText(shortName(value.type), value.fields, value.more, room);
    case 'exception':
      return exceptionText(value, room);
    case 'array':
      return `<${shortName(value.type)} ${value.shape.join('×')}${value.dtype === null ? '' : ` ${printable(value.dtype)}`}>`;
    case 'derived':
      return `${shortName(value.type)}(${render(value.base, room - value.type.length - 2)})`;
    case 'type':
      return `<class ${printable(value.name)}>`;
    case 'function':
      return functionText(value);
    case 'module':
      return `<module ${printable(value.name)}>`;
    case 'range':
    case 'slice':
      return boundsText(value.kind, [value.start, value.stop, value.step]);
    case 'weakref':
      return `<${shortName(value.type)} to ${value.referent === null ? 'a dead object' : address(value.referent)}>`;
    case 'generator':
      return `<${shortName(value.type)} ${printable(value.qualname)}>`;
    case 'path':
      return `${shortName(value.type)}(${textRepr(value.text)})`;
    case 'truncated':
      return `…${value.count}`;
    case 'cyclic':
      return `<cycle, ${value.levels} up>`;
    case 'omitted':
      return value.length === null ? `${shortName(value.type)}(…)` : `${shortName(value.type)}(…${value.length})`;
    case 'unbound':
    case 'redacted':
      return `<${value.kind}>`;
    case 'unset':
      return '<not known>';
    case 'error':
      return `<unreadable: ${printable(value.message)}>`;
    case 'unknown':
      return `<extension ${value.tag} of a newer version, ${value.bytes.length} bytes>`;
    default:
      return assertNever(value, 'value');
  }
}

/** The beginning that fits, and how many characters or bytes there are in all. */
function quoted<T extends string | Uint8Array>(
  repr: (part: T) => string,
  value: T,
  length: number,
  room: number,
): string {
  const whole = value.length > room ? null : repr(value);
  if (whole !== null && value.length >= length && whole.length <= room) return whole;
  const suffix = `…${length}`;
  for (let kept = Math.min(value.length, Math.max(room - suffix.length - 2, 0)); kept > 0; kept = (kept * 3) >> 2) {
    const part = repr(value.slice(0, kept) as T);
    if (part.length + suffix.length <= Math.max(room, 8)) return part + suffix;
  }
  return repr(value.slice(0, 0) as T) + suffix;
}

/** As many items as fit; the number of all others follows. */
function joined(
  open: string,
  length: number,
  close: string,
  more: number,
  room: number,
  item: (index: number, left: number) => string,
): string {
  let text = open;
  for (let index = 0; index < length; index++) {
    const separator = index === 0 ? '' : ', ';
    const isLast = index === length - 1 && more === 0;
    const rest = isLast ? 0 : `, …${length - index - 1 + more}`.length;
    const left = room - text.length - separator.length - close.length - rest;
    const part = left < 1 ? '' : item(index, left);
    if (left < 1 || part.length > left) return `${text}${separator}…${length - index + more}${close}`;
    text += separator + part;
  }
  return more > 0 ? `${text}${length === 0 ? '' : ', '}…${more}${close}` : text + close;
}

function sequence(open: string, items: readonly Value[], close: string, more: number, room: number): string {
  return joined(open, items.length, close, more, room, (index, left) => render(items[index], left));
}

function fieldsText(type: string, fields: readonly Field[], more: number, room: number): string {
  return joined(`${type}(`, fields.length, ')', more, room, (index, left) => {
    const { name, value } = fields[index];
    const prefix = `${printable(name)}=`;
    return prefix + render(value, left - prefix.length);
  });
}

/** `shop.orders.Order` reads as `Order`. */
function shortName(type: string): string {
  return printable(type.slice(type.lastIndexOf('.') + 1));
}

function address(id: ObjectId): string {
  return `0x${id.toString(16)}`;
}

function zoneText(zone: string | null): string {
  return zone === null ? '' : ` ${shortName(zone)}`;
}

function exceptionText(value: ExceptionValue, room: number): string {
  return sequence(`${shortName(value.type)}(`, value.args, ')', value.moreArgs, room);
}

function functionText(value: FunctionValue): string {
  const name = printable(value.qualname);
  return value.selfId === null
    ? `<function ${name}>`
    : `<bound method ${name} of ${value.selfType === null ? '' : `${shortName(value.selfType)} `}at ${address(value.selfId)}>`;
}

function isInt(value: Value, number: number): boolean {
  return value.kind === 'int' && value.value === number;
}

/** range(stop), range(start, stop) or range(start, stop, step); a slice always has three. */
function boundsText(kind: 'range' | 'slice', [start, stop, step]: readonly [Value, Value, Value]): string {
  let shown: readonly Value[] = [start, stop, step];
  if (kind === 'range' && isInt(step, 1)) shown = isInt(start, 0) ? [stop] : [start, stop];
  return `${kind}(${shown.map((value) => render(value, 24)).join(', ')})`;
}
