/** The values of a call's events, by name. Nothing throws; what cannot be read is a value of kind 'error'. */
import type { FunctionDefinition } from './chunk.js';
import { FunctionFlag } from './schema.gen.js';
import { toText } from './text.js';
import type { Value } from './value.js';
import { decodeValue } from './values.js';

/** Under this name stands a value of kind 'truncated' when some names were not recorded; no Python name is like it. */
const MORE_NAMES = '…';

/** What a return or unwind event holds. */
export interface ExitValues {
  /** The result of a return; the exception of an unwind (kind 'unset' when the interpreter did not tell it). */
  readonly outcome: Value;
  /** Null when locals were not recorded. */
  readonly locals: ReadonlyMap<string, Value> | null;
}

/** @param bytes the value of a call event. */
export function decodeArguments(
  definition: Pick<FunctionDefinition, 'names'>,
  bytes: Uint8Array,
): ReadonlyMap<string, Value> {
  return named(definition.names, decodeValue(bytes));
}

/**
 * @param bytes the value of a return or unwind event.
 * @returns locals without those that have no value.
 */
export function decodeExit(definition: Pick<FunctionDefinition, 'names' | 'flags'>, bytes: Uint8Array): ExitValues {
  const value = decodeValue(bytes);
  if (value.kind !== 'list') return { outcome: misplaced(value), locals: null };
  const [outcome = { kind: 'unset' }, locals = { kind: 'none' }] = value.items;
  if (locals.kind === 'none') return { outcome, locals: null };
  const isOptimized = (definition.flags & FunctionFlag.optimized) !== 0;
  // The shape decides and the flag only names the usual one, so that a placeholder's locals are shown as well.
  if (locals.kind === 'dict') return { outcome, locals: byKey(locals.entries, locals.more) };
  return { outcome, locals: named(isOptimized ? definition.names : [], locals) };
}

/** @param bytes the value of a yield, throw or exception event: its only item. */
export function decodeSingle(bytes: Uint8Array): Value {
  const value = decodeValue(bytes);
  return value.kind === 'list' && value.items.length > 0 ? value.items[0] : misplaced(value);
}

function misplaced(value: Value): Value {
  return value.kind === 'error' ? value : { kind: 'error', message: `a ${value.kind} where an array belongs` };
}

function named(names: readonly string[], value: Value): ReadonlyMap<string, Value> {
  const values = new Map<string, Value>();
  if (value.kind !== 'list') return values.set(MORE_NAMES, misplaced(value));
  for (const [index, item] of value.items.entries()) {
    if (item.kind !== 'unbound') values.set(names[index] ?? `#${index}`, item);
  }
  return withMore(values, value.more);
}

function byKey(entries: readonly (readonly [Value, Value])[], more: number): ReadonlyMap<string, Value> {
  const values = new Map<string, Value>();
  for (const [key, item] of entries) {
    if (item.kind !== 'unbound') values.set(key.kind === 'text' ? key.value : toText(key), item);
  }
  return withMore(values, more);
}

function withMore(values: Map<string, Value>, more: number): ReadonlyMap<string, Value> {
  return more > 0 ? values.set(MORE_NAMES, { kind: 'truncated', count: more }) : values;
}
