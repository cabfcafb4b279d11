/**
 * Texts in SQLite. sql.js writes lone surrogates as U+FFFD and ends a text at NUL when it reads it, but both occur in
 * names that a recording may hold (a path that is no UTF-8 has surrogates). Such texts are kept as JSON behind a mark.
 */
const MARK = '\u0001';

/** With the flag u a surrogate matches only where it stands alone. */
// oxlint-disable-next-line no-control-regex -- NUL and the mark are what is looked for
const ODD = /\p{Surrogate}|\0|^\u0001/u;

export function packText(text: string): string {
  return ODD.test(text) ? MARK + JSON.stringify(text) : text;
}

export function unpackText(packed: string): string {
  if (!packed.startsWith(MARK)) return packed;
  try {
    return String(JSON.parse(packed.slice(1)));
  } catch {
    return packed;
  }
}
