/** Checks of what pages send: each is another process. All throw CodedError 'bad-argument'. */
import { CodedError } from '../../base/result.js';

const MAX_PATH = 32_768;
const MAX_LINE = 2 ** 31 - 1;

/** Characters that are looked for at once. */
export const MAX_SEARCH = 1000;

export function wrong(what: string): CodedError {
  return new CodedError('bad-argument', `The page asked for something that cannot be meant: ${what}.`);
}

export function fieldsOf(input: unknown): ReadonlyMap<string, unknown> {
  if (typeof input !== 'object' || input === null) throw wrong('no fields');
  return new Map(Object.entries(input));
}

export function whole(value: unknown, what: string, most: number, least = 0): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most) return value;
  throw wrong(what);
}

export function finite(value: unknown, what: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw wrong(what);
}

export function text(value: unknown, what: string, most: number): string {
  if (typeof value === 'string' && value.length <= most) return value;
  throw wrong(what);
}

export function flag(value: unknown, what: string): boolean {
  if (typeof value === 'boolean') return value;
  throw wrong(what);
}

/** A place in a source. */
export function placeOf(fields: ReadonlyMap<string, unknown>): { readonly file: string; readonly line: number } {
  return { file: text(fields.get('file'), 'file', MAX_PATH), line: whole(fields.get('line'), 'line', MAX_LINE) };
}
