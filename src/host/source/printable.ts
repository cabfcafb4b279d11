/** Control, format, unassigned and surrogate characters, and line separators: what hides in a line or turns it around. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

const SHORT_ESCAPES = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

function escapeCharacter(character: string): string {
  const short = SHORT_ESCAPES.get(character);
  if (short !== undefined) return short;
  const code = character.codePointAt(0) ?? 0;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
}

/** Cuts to `longest` UTF-16 units, with an ellipsis; never through a surrogate pair. */
export function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const kept = text.slice(0, Math.max(0, longest - 1));
  return `${kept.replace(/[\ud800-\udbff]$/, '')}…`;
}

/** Recorded text on one line, cut, with everything that cannot be seen written as an escape. */
export function printable(text: string, longest = 200): string {
  return cut(text, longest).replace(UNPRINTABLE, escapeCharacter);
}

/** For quick picks, which draw `$(name)` as an icon. */
export function withoutIcons(text: string): string {
  return text.replaceAll('$(', '\\$(');
}

/**
 * For notifications, which make a clickable link, also of a command, of `[text](command:...)`. The file a recording
 * names may be called that.
 */
export function inMessage(text: string, longest = 300): string {
  return printable(text, longest).replaceAll('](', '] (');
}
