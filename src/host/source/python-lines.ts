/** A line of Python source with its strings and comments blanked, so that a keyword found in it is one. */
export interface MaskedLine {
  /** Line number, from 1. */
  readonly line: number;
  readonly code: string;
  /** Width of its indentation, a tab to the next multiple of eight, as Python counts. */
  readonly indent: number;
  /** Goes on with the statement of the line above: inside brackets or a string, or after a backslash. */
  readonly continues: boolean;
}

const STRING_START = /(?:'''|"""|'|")/y;
const TAB = 8;

function indentOf(text: string): number {
  let width = 0;
  for (const character of text) {
    if (character === ' ') width++;
    else if (character === '\t') width += TAB - (width % TAB);
    else if (character !== '\f') break;
  }
  return width;
}

/**
 * Reads lines `from` (counted from 1, outside of any string) up to and with `to`, one at a time. Strings of the same quote
 * nested in an f-string (Python 3.12) are read as several strings, which leaves the text between them unblanked.
 */
export function* maskedLines(lines: readonly string[], from: number, to = lines.length): Generator<MaskedLine> {
  let open: string | null = null;
  let depth = 0;
  let afterBackslash = false;
  for (let line = from; line <= Math.min(to, lines.length); line++) {
    const text = lines[line - 1];
    const continues = open !== null || depth > 0 || afterBackslash;
    let code = '';
    let at = 0;
    afterBackslash = false;
    while (at < text.length) {
      const character = text[at];
      if (open !== null) {
        if (character === '\\') {
          // A backslash at the end carries a string of single quotes over to the next line.
          afterBackslash = at + 1 === text.length;
          at += 2;
          code += '  ';
        } else if (text.startsWith(open, at)) {
          code += ' '.repeat(open.length);
          at += open.length;
          open = null;
        } else {
          code += ' ';
          at++;
        }
        continue;
      }
      STRING_START.lastIndex = at;
      const quote = STRING_START.exec(text);
      if (quote !== null) {
        open = quote[0];
        code += '"'.repeat(open.length);
        at += open.length;
        continue;
      }
      if (character === '#') break;
      if (character === '(' || character === '[' || character === '{') depth++;
      else if (character === ')' || character === ']' || character === '}') depth = Math.max(0, depth - 1);
      else if (character === '\\' && at + 1 === text.length) afterBackslash = true;
      code += character;
      at++;
    }
    // Only strings of three quotes, and those after a backslash, reach into the next line.
    if (open?.length === 1 && !afterBackslash) open = null;
    yield { line, code: code.slice(0, text.length), indent: indentOf(text), continues };
  }
}
