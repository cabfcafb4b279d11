import { err, ok } from '../../base/result.js';
import type { Result } from '../../base/result.js';

/**
 * Splits a line as a shell would, without anything else that a shell does: 'as it is', "with \" and \\", a\ b.
 * On Windows a backslash separates folders and is itself, unless a quote follows.
 */
export function splitWords(line: string, windows: boolean): Result<readonly string[]> {
  const words: string[] = [];
  /** Null between words: '' is a word, too. */
  let word: string | null = null;
  let quote: '"' | "'" | null = null;
  for (let at = 0; at < line.length; at++) {
    const character = line[at];
    const next = line[at + 1];
    if (quote === "'") {
      if (character === quote) quote = null;
      else word += character;
    } else if (character === '\\' && isEscape(next, quote, windows)) {
      word = (word ?? '') + next;
      at++;
    } else if (character === quote) quote = null;
    else if (quote === null && (character === '"' || character === "'")) {
      quote = character;
      word ??= '';
    } else if (quote === null && /\s/.test(character)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + character;
  }
  if (quote !== null) return err('bad-argument', `The quote ${quote} is not closed`);
  if (word !== null) words.push(word);
  return ok(words);
}

function isEscape(next: string | undefined, quote: '"' | null, windows: boolean): next is string {
  if (next === undefined) return false;
  if (windows) return next === '"';
  return quote === null || next === '"' || next === '\\';
}
