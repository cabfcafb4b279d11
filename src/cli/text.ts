import { printable } from '../base/printable.js';

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
const wide =
  /^(?:\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Emoji_Presentation}|[\u3000-\u303f\uff01-\uff60\uffe0-\uffe6])/u;
const ascii = /^[\u0000-\u007f]*$/;

/** Columns that the text takes in a terminal: graphemes, East Asian ones and emoji twice. */
export function displayWidth(text: string): number {
  if (ascii.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += wide.test(segment) ? 2 : 1;
  return width;
}

/** Cuts to `columns`, with an ellipsis at the end that was cut: a path says most at its end, a name at its start. */
export function fit(text: string, columns: number, cut: 'start' | 'end'): string {
  if (displayWidth(text) <= columns) return text;
  if (columns < 1) return '';
  const segments = Array.from(segmenter.segment(text), ({ segment }) => segment);
  if (cut === 'start') segments.reverse();
  const kept: string[] = [];
  let width = 1;
  for (const segment of segments) {
    width += displayWidth(segment);
    if (width > columns) break;
    kept.push(segment);
  }
  return cut === 'start' ? `…${kept.toReversed().join('')}` : `${kept.join('')}…`;
}

const plain = /^[\w@%+=:,./-]+$/;

/** A word as a POSIX shell takes it, for commands that we suggest. */
export function shellQuote(word: string): string {
  const safe = printable(word);
  return plain.test(safe) ? safe : `'${safe.replaceAll("'", `'\\''`)}'`;
}
