/** How a value is presented besides its text: its type, its colour, what it consists of and what is missing of it. */
import { assertNever } from '../base/assert-never.js';
import { toText } from '../format/text.js';
import type { ExceptionValue, Field, FunctionValue, Value } from '../format/value.js';
import type { ShownObject, ShownValue } from '../rpc/shown-values.js';
import { cutText } from './cut-text.js';

const MAX_TYPE = 120;
const MAX_KEY = 80;

type Kind = Value['kind'];
type Tone = ShownValue['tone'];

const TONES: Readonly<Partial<Record<Kind, Tone>>> = {
  none: 'keyword',
  ellipsis: 'keyword',
  bool: 'keyword',
  int: 'number',
  hugeInt: 'number',
  float: 'number',
  complex: 'number',
  decimal: 'number',
  text: 'string',
  longText: 'string',
  bytes: 'string',
  bytearray: 'string',
  longBytes: 'string',
  exception: 'error',
  error: 'error',
  unbound: 'faint',
  redacted: 'faint',
  unset: 'faint',
  truncated: 'faint',
  cyclic: 'faint',
  omitted: 'faint',
  unknown: 'faint',
};

export function toneOf({ kind }: Value): Tone {
  return TONES[kind] ?? 'object';
}

/** Types of kinds that are not called as their type is, and those whose text says it all. */
const TYPES: Readonly<Partial<Record<Kind, string>>> = {
  none: '',
  ellipsis: '',
  unbound: '',
  redacted: '',
  unset: '',
  truncated: '',
  cyclic: '',
  error: '',
  unknown: '',
  hugeInt: 'int',
  decimal: 'decimal.Decimal',
  text: 'str',
  longText: 'str',
  // The recorder does not say which bytes-like type a long one has.
  longBytes: 'bytes',
  datetime: 'datetime.datetime',
  date: 'datetime.date',
  time: 'datetime.time',
  timedelta: 'datetime.timedelta',
  uuid: 'uuid.UUID',
};

/** Empty where the text says it all. */
export function typeOf(value: Value): string {
  if ('type' in value) return typeName(value.type);
  if (value.kind === 'function' && value.selfId !== null) return 'method';
  return TYPES[value.kind] ?? value.kind;
}

/** As people say it: without `builtins`. */
function typeName(type: string): string {
  return cutText(withoutBuiltins(type), MAX_TYPE);
}

function withoutBuiltins(type: string): string {
  return type.startsWith('builtins.') ? type.slice('builtins.'.length) : type;
}

/** Containers that recordings keep no ids of, called as their types are. */
const CONTAINERS: ReadonlySet<Kind> = new Set<Kind>(['list', 'tuple', 'set', 'frozenset', 'dict', 'bytearray']);

/** What a heap snapshot can be asked for; null where nobody would ask who keeps such a value alive. */
export function objectOf(value: Value): ShownObject | null {
  if ('id' in value) return { type: withoutBuiltins(value.type), address: `0x${value.id.toString(16)}` };
  return CONTAINERS.has(value.kind) ? { type: value.kind, address: null } : null;
}

interface Parts {
  /** The first of them, as many as were asked for. */
  readonly children: readonly Field[];
  /** Of all that were recorded. */
  readonly count: number;
  /** One for each thing that is missing below. */
  readonly notes: readonly string[];
}

/** @param most children wanted: making up those of a container of a million takes a while. */
export function partsOf(value: Value, most: number): Parts {
  switch (value.kind) {
    case 'list':
    case 'tuple':
    case 'set':
    case 'frozenset': {
      const children = value.items.slice(0, most).map((item, index) => ({ name: `${index}`, value: item }));
      return { children, count: value.items.length, notes: missing(value.more, 'item') };
    }
    case 'dict': {
      const entries = value.entries.slice(0, most);
      const children = entries.map(([key, entry]) => ({ name: toText(key, MAX_KEY), value: entry }));
      return { children, count: value.entries.length, notes: missing(value.more, 'entry', 'entries') };
    }
    case 'record':
      return parts(value.fields, missing(value.more, 'field'));
    case 'object':
      // Without attributes it was recorded as its type or its repr: that was asked for and is no loss.
      return parts(value.fields ?? [], missing(value.more, 'attribute'));
    case 'exception':
      return exceptionParts(value);
    case 'enum':
      return parts([{ name: 'value', value: value.value }]);
    case 'derived':
      return basePartsOf(value.base, most);
    case 'range':
    case 'slice':
      return parts(fields({ start: value.start, stop: value.stop, step: value.step }));
    case 'array':
      return parts(
        fields({
          shape: { kind: 'tuple', items: value.shape.map(number), more: 0 },
          dtype: value.dtype === null ? null : { kind: 'text', value: value.dtype },
          nbytes: value.bytes === null ? null : number(value.bytes),
        }),
        ['its items were not recorded'],
      );
    case 'function':
      return parts(functionFields(value));
    case 'longText':
      return parts([], [`the beginning of ${plain(value.length)} characters was recorded`]);
    case 'longBytes':
      return parts([], [`the beginning of ${plain(value.length)} bytes was recorded`]);
    case 'omitted':
      return parts([], ['not recorded: too deep, or too much for one event']);
    case 'none':
    case 'ellipsis':
    case 'unbound':
    case 'redacted':
    case 'unset':
    case 'bool':
    case 'int':
    case 'hugeInt':
    case 'float':
    case 'complex':
    case 'decimal':
    case 'text':
    case 'bytes':
    case 'bytearray':
    case 'datetime':
    case 'date':
    case 'time':
    case 'timedelta':
    case 'uuid':
    case 'type':
    case 'module':
    case 'weakref':
    case 'generator':
    case 'path':
    case 'truncated':
    case 'cyclic':
    case 'error':
    case 'unknown':
      return parts([]);
    default:
      return assertNever(value, 'value');
  }
}

function parts(children: readonly Field[], notes: readonly string[] = []): Parts {
  return { children, count: children.length, notes };
}

function plain(count: number): string {
  return count.toLocaleString('en-US');
}

/** `12 more items were not recorded` */
export function missing(count: number, one: string, several = `${one}s`): readonly string[] {
  if (count <= 0) return [];
  return [`${plain(count)} more ${count === 1 ? `${one} was` : `${several} were`} not recorded`];
}

function fields(named: Readonly<Record<string, Value | null>>): readonly Field[] {
  return Object.entries(named).flatMap(([name, value]) => (value === null ? [] : [{ name, value }]));
}

function number(value: number): Value {
  return { kind: 'int', value };
}

/** A subclass of a built-in shows the built-in's parts. */
function basePartsOf(base: Value, most: number): Parts {
  let inner = base;
  while (inner.kind === 'derived') inner = inner.base;
  return partsOf(inner, most);
}

function exceptionParts({ args, moreArgs, fields: attributes, more, cause }: ExceptionValue): Parts {
  const given = args.map((value, index) => ({ name: `args[${index}]`, value }));
  const causes: Field[] = cause === null ? [] : [{ name: 'cause', value: { kind: 'type', name: cause } }];
  return parts(
    [...given, ...(attributes ?? []), ...causes],
    [...missing(moreArgs, 'argument'), ...missing(more, 'attribute')],
  );
}

function functionFields({ module, file, line, selfType }: FunctionValue): readonly Field[] {
  const place = file !== null && line > 0 ? `${file}:${line}` : file;
  return fields({
    module: module === null ? null : { kind: 'module', name: module },
    file: place === null ? null : { kind: 'text', value: place },
    self: selfType === null ? null : { kind: 'type', name: selfType },
  });
}
