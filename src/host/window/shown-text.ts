import { escapeCharacter, printable as printableWhole } from '../../base/printable.js';

/** Cuts to `longest` UTF-16 units, with an ellipsis; never through a surrogate pair. */
export function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const kept = text.slice(0, Math.max(0, longest - 1));
  return `${kept.replace(/[\ud800-\udbff]$/, '')}…`;
}

/**
 * Recorded text on one line, cut, with everything that cannot be seen written as an escape: for places that show a text as
 * it is, such as rows of a tree, their tooltips, titles of tabs and what stands behind a line.
 */
export function printable(text: string, longest = 200): string {
  return printableWhole(cut(text, longest));
}

/**
 * The same for places that read a syntax: messages and input boxes make a link, also of a command, of
 * `[text](command:...)`, and quick picks, terminals and the status bar draw `$(name)` as an icon. Both get a space, as not
 * every place takes a backslash.
 */
export function plain(text: string, longest = 300): string {
  return withoutSyntax(printable(text, longest));
}

/** Controls, lone surrogates, separators of lines, and what turns the order of a line around. */
const NEVER_OURS = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu;

/**
 * A whole text for such a place, ours with recorded parts in it: however these got there, it makes no link and no icon.
 * What languages need in numbers, times and words stays, as spaces that do not break.
 */
export function inert(text: string, longest: number): string {
  return withoutSyntax(cut(text, longest).replace(NEVER_OURS, escapeCharacter));
}

function withoutSyntax(text: string): string {
  return text.replaceAll('](', '] (').replaceAll('$(', '$ (');
}
