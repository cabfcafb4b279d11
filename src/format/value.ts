/**
 * A recorded Python value as an immutable tree. It was recorded under budgets: `more` says how many items, entries or
 * fields were left out at the end, and `truncated`, `omitted`, `longText`, `longBytes`, `hugeInt` and `cyclic` stand
 * where something was cut. Type names are module and qualname as the recorder wrote them.
 */
export type Value =
  | { readonly kind: 'none' }
  | { readonly kind: 'ellipsis' }
  /** A local variable without a value. */
  | { readonly kind: 'unbound' }
  /** The name matched a redaction pattern; the value was never written. */
  | { readonly kind: 'redacted' }
  /** Not known, such as an exception that the interpreter did not tell. */
  | { readonly kind: 'unset' }
  | { readonly kind: 'bool'; readonly value: boolean }
  /** A bigint exactly when it is outside the safe integers of a double. */
  | { readonly kind: 'int'; readonly value: number | bigint }
  | HugeIntValue
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'complex'; readonly real: number; readonly imaginary: number }
  /** Exact text of a `decimal.Decimal`. */
  | { readonly kind: 'decimal'; readonly text: string }
  /** May hold lone surrogates, as Python's str may. */
  | { readonly kind: 'text'; readonly value: string }
  /** The beginning of a str of `length` code points. */
  | { readonly kind: 'longText'; readonly value: string; readonly length: number }
  | { readonly kind: 'bytes'; readonly value: Uint8Array }
  | { readonly kind: 'bytearray'; readonly value: Uint8Array }
  /** The beginning of a bytes-like object of `length` bytes. */
  | { readonly kind: 'longBytes'; readonly value: Uint8Array; readonly length: number }
  | SequenceValue
  | DictValue
  | DateTimeValue
  | { readonly kind: 'date'; readonly year: number; readonly month: number; readonly day: number }
  | TimeValue
  | { readonly kind: 'timedelta'; readonly days: number; readonly seconds: number; readonly microseconds: number }
  /** 32 hexadecimal digits with hyphens. */
  | { readonly kind: 'uuid'; readonly text: string }
  | { readonly kind: 'enum'; readonly type: string; readonly member: string; readonly value: Value }
  | RecordValue
  | ExceptionValue
  | ArrayValue
  | ObjectValue
  /** An instance of a subclass of a built-in, or a deque and the like, read as `base`. */
  | { readonly kind: 'derived'; readonly type: string; readonly id: ObjectId; readonly base: Value }
  /** A class. */
  | { readonly kind: 'type'; readonly name: string }
  | FunctionValue
  | { readonly kind: 'module'; readonly name: string }
  | { readonly kind: 'range' | 'slice'; readonly start: Value; readonly stop: Value; readonly step: Value }
  | { readonly kind: 'weakref'; readonly type: string; readonly referent: ObjectId | null }
  /** A generator, coroutine or async generator object. */
  | { readonly kind: 'generator'; readonly type: string; readonly id: ObjectId; readonly qualname: string }
  | { readonly kind: 'path'; readonly type: string; readonly text: string }
  /** `count` items were left out here; at the end of a container it is `more` instead. */
  | { readonly kind: 'truncated'; readonly count: number }
  /** The same object stands `levels` levels up. */
  | { readonly kind: 'cyclic'; readonly levels: number }
  /** Below the depth or past the byte budget of the recording. */
  | { readonly kind: 'omitted'; readonly type: string; readonly id: ObjectId; readonly length: number | null }
  /** The recorder could not read the value, or this reader could not decode it. */
  | { readonly kind: 'error'; readonly message: string }
  /** An extension of a newer version. */
  | { readonly kind: 'unknown'; readonly tag: number; readonly bytes: Uint8Array };

/** `id()` of the object; a bigint exactly when it is outside the safe integers of a double. */
export type ObjectId = number | bigint;

/** An int too long for the budget: its sign, its length in bits and the first 64 of them. */
interface HugeIntValue {
  readonly kind: 'hugeInt';
  readonly negative: boolean;
  readonly bits: number;
  readonly top: bigint;
}

export interface SequenceValue {
  readonly kind: 'list' | 'tuple' | 'set' | 'frozenset';
  readonly items: readonly Value[];
  readonly more: number;
}

/** In the program's order. */
export interface DictValue {
  readonly kind: 'dict';
  readonly entries: readonly (readonly [key: Value, value: Value])[];
  readonly more: number;
}

/** `offsetSeconds`: of UTC, null when naive or when `zone` (the type name of a tzinfo) was not asked. */
export interface TimeValue {
  readonly kind: 'time';
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
  readonly offsetSeconds: number | null;
  readonly zone: string | null;
  readonly fold: number;
}

export interface DateTimeValue extends Omit<TimeValue, 'kind'> {
  readonly kind: 'datetime';
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** An attribute or field of an object. */
export interface Field {
  readonly name: string;
  readonly value: Value;
}

interface RecordValue {
  readonly kind: 'record';
  readonly flavor: 'dataclass' | 'attrs' | 'namedtuple';
  readonly type: string;
  readonly id: ObjectId;
  readonly fields: readonly Field[];
  readonly more: number;
}

export interface ExceptionValue {
  readonly kind: 'exception';
  readonly type: string;
  readonly id: ObjectId;
  readonly args: readonly Value[];
  /** Arguments left out. */
  readonly moreArgs: number;
  /** Null when attributes were not recorded. */
  readonly fields: readonly Field[] | null;
  readonly more: number;
  /** Type name of `__cause__`, else of `__context__`. */
  readonly cause: string | null;
}

/** A numpy array, a pandas frame or the like, summed up. */
interface ArrayValue {
  readonly kind: 'array';
  readonly type: string;
  readonly id: ObjectId;
  readonly dtype: string | null;
  readonly shape: readonly number[];
  /** Size of its data in bytes. */
  readonly bytes: number | null;
}

interface ObjectValue {
  readonly kind: 'object';
  readonly type: string;
  readonly id: ObjectId;
  /** Null when attributes were not recorded. */
  readonly fields: readonly Field[] | null;
  readonly more: number;
  /** What its `__repr__` said, only in recordings made with `--values repr`. */
  readonly repr: string | null;
}

export interface FunctionValue {
  readonly kind: 'function';
  readonly qualname: string;
  readonly module: string | null;
  readonly file: string | null;
  readonly line: number;
  /** Of a bound method. */
  readonly selfId: ObjectId | null;
  readonly selfType: string | null;
}
