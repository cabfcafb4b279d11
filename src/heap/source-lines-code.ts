/** A Python source without what only looks like code; as long as the source, line by line. */
export interface Code {
  readonly text: string;
  /** Where each line begins. */
  readonly lines: readonly number[];
}

/** Strings become quotes, comments blanks. */
export function codeOf(source: string): Code {
  const pieces: string[] = [];
  let from = 0;
  for (let at = 0; at < source.length;) {
    const end = endOfNoCode(source, at);
    if (end === at) {
      at++;
      continue;
    }
    const filler = source[at] === '#' ? ' ' : '"';
    pieces.push(source.slice(from, at), source.slice(at, end).replaceAll(/[^\n]/g, filler));
    from = at = end;
  }
  const text = pieces.join('') + source.slice(from);
  const lines = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines.push(at + 1);
  return { text, lines };
}

/** Where the string or comment ends that begins here; the same place where none does. */
function endOfNoCode(source: string, at: number): number {
  const first = source[at];
  if (first === '#') {
    const end = source.indexOf('\n', at);
    return end < 0 ? source.length : end;
  }
  if (first !== '"' && first !== "'") return at;
  const quote = source.startsWith(first.repeat(3), at) ? first.repeat(3) : first;
  let end = at + quote.length;
  while (end < source.length && !source.startsWith(quote, end)) {
    if (quote.length === 1 && source[end] === '\n') return end;
    end += source[end] === '\\' ? 2 : 1;
  }
  return Math.min(source.length, end + quote.length);
}

/** The number of the line, from 1 on, in which a place is. */
export function lineAt({ lines }: Code, at: number): number {
  let low = 0;
  let high = lines.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (lines[middle] <= at) low = middle;
    else high = middle;
  }
  return low + 1;
}

/** The text of a line. */
export function lineText({ text, lines }: Code, line: number): string {
  return text.slice(lines[line - 1], lines[line] ?? text.length).replace(/\n$/, '');
}

/** Lines of a class or function: its first and its last. */
export interface Block {
  readonly first: number;
  readonly last: number;
}

/** Of one class or function, in lines: nobody wrote more. */
const LONGEST_BLOCK = 10_000;

const indentOf = (line: string) => line.length - line.trimStart().length;
const isBlank = (line: string) => line.trim() === '';

/** The class of that name; null where it is not in this source. */
export function classBlock(code: Code, name: string): Block | null {
  const found = new RegExp(`^[ \\t]*class[ \\t]+${name}\\b`, 'm').exec(code.text);
  return found === null ? null : blockAt(code, lineAt(code, found.index));
}

/** From a line on as long as lines are indented more. */
export function blockAt(code: Code, first: number): Block {
  const indent = indentOf(lineText(code, first));
  let last = first;
  // A signature of several lines may end on one that is indented as much as its first.
  for (let line = first + 1; line <= Math.min(code.lines.length, first + LONGEST_BLOCK); line++) {
    const text = lineText(code, line);
    if (isBlank(text)) continue;
    if (indentOf(text) <= indent && !/^\s*[)\]}]/.test(text)) break;
    last = line;
  }
  return { first, last };
}

/** The innermost function that a line is in; null for code of the module or of a class. */
export function functionAround(code: Code, line: number): Block | null {
  let indent = indentOf(lineText(code, line));
  for (let above = line - 1; above > Math.max(0, line - LONGEST_BLOCK) && indent > 0; above--) {
    const text = lineText(code, above);
    if (isBlank(text) || indentOf(text) >= indent || /^\s*[)\]}]/.test(text)) continue;
    indent = indentOf(text);
    if (/^\s*(?:async\s+)?def\b/.test(text)) return blockAt(code, above);
    if (/^\s*class\b/.test(text)) return null;
  }
  return null;
}
