/**
 * What can be seen of recorded text. Everything that hides in a line, turns it around or steers a terminal is written as
 * Python's repr() writes it.
 */

/** Control, format, private, unassigned and surrogate characters, and spaces other than U+0020, as str.isprintable(). */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/gu;

const SHORT_ESCAPES = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** One character as a Python escape: `\n`, `\x1b`, `\u202e`, `\U000e0001`. */
export function escapeCharacter(character: string): string {
  const short = SHORT_ESCAPES.get(character);
  if (short !== undefined) return short;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\U${code.toString(16).padStart(8, '0')}`;
}

/** A name or path for people: as it is, with what cannot be seen written as Python escapes. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, escapeCharacter);
}
