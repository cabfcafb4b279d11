/**
 * Composes JSON as text: recorded integers may be longer than a double's, so no value goes through JSON.stringify.
 * Any string gives well-formed output: lone surrogates are escaped (ECMA-262, well-formed JSON.stringify).
 */

/** Text that is JSON already. */
export class RawJson {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Json =
  string | number | bigint | boolean | null | RawJson | readonly Json[] | { readonly [key: string]: Json };

function isArray(value: object): value is readonly Json[] {
  return Array.isArray(value);
}

export function stringify(value: Json): string {
  if (typeof value === 'bigint') return value.toString();
  // JSON has no NaN and no infinities; JSON.stringify makes null of them.
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (value instanceof RawJson) return value.text;
  if (isArray(value)) return `[${value.map(stringify).join(',')}]`;
  const members = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${stringify(item)}`);
  return `{${members.join(',')}}`;
}

/** An array with an item a line: greppable, and as good for programs. */
export function stringifyLines(items: Iterable<Json>): string {
  const lines = Array.from(items, stringify);
  return lines.length === 0 ? '[]\n' : `[\n${lines.join(',\n')}\n]\n`;
}
