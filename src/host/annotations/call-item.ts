import type { FunctionTarget } from './lenses.js';

/** Commands can be run by keybindings and links of anybody: what they are given is looked at. */

export interface CallReference {
  readonly folder: string;
  readonly call: number;
  /** Chosen in the tree, which keeps the focus. */
  readonly isFromTree: boolean;
}

function isObject(given: unknown): given is Readonly<Record<string, unknown>> {
  return typeof given === 'object' && given !== null;
}

export function callReference(given: unknown): CallReference | null {
  if (!isObject(given)) return null;
  const { folder, call, kind } = given;
  if (typeof folder !== 'string' || typeof call !== 'number' || !Number.isSafeInteger(call) || call < 1) return null;
  return { folder, call, isFromTree: kind === 'call' };
}

export function functionTarget(given: unknown): FunctionTarget | null {
  if (!isObject(given)) return null;
  const { folder, functionIds, qualname } = given;
  if (typeof folder !== 'string' || typeof qualname !== 'string' || !Array.isArray(functionIds)) return null;
  const ids = functionIds.filter((id): id is number => typeof id === 'number' && Number.isSafeInteger(id));
  return ids.length === 0 || ids.length !== functionIds.length ? null : { folder, functionIds: ids, qualname };
}
