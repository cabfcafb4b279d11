import { maskedLines } from './python-lines.js';

/** What the source of one function says about where its calls can end. Lines count from 1. */
export interface FunctionShape {
  /** Last line of the body. */
  readonly endLine: number;
  /** Lines of its own `return` statements, not of functions inside. */
  readonly returns: readonly number[];
  /** The body cannot be left at its end: its last statement is a `return`. */
  readonly endsWithReturn: boolean;
  /** Has a `try` or `with` of its own, so that an exception may have gone on from elsewhere than it came. */
  readonly canCatch: boolean;
}

const LONGEST_FUNCTION = 20_000;

/** @param defLine line of the `def`. Null when there is none, or the function is too long to look at. */
export function functionShape(lines: readonly string[], defLine: number): FunctionShape | null {
  const returns: number[] = [];
  let canCatch = false;
  let endsWithReturn = false;
  let endLine = defLine;
  let bodyIndent: number | null = null;
  /** Indentation of a function inside whose lines are skipped. */
  let inner: number | null = null;
  let own = -1;
  let isHeader = true;
  for (const { line, code, indent, continues } of maskedLines(lines, defLine, defLine + LONGEST_FUNCTION)) {
    if (line - defLine >= LONGEST_FUNCTION - 1) return null;
    if (line === defLine) {
      if (!/^\s*(?:async\s+)?def\b/.test(code)) return null;
      own = indent;
    } else if (!continues) {
      if (code.trim() === '') continue;
      if (indent <= own) break;
      isHeader = false;
      bodyIndent ??= indent;
      if (inner !== null && indent <= inner) inner = null;
      const isInner = inner === null && /^\s*(?:async\s+)?def\b/.test(code);
      if (inner === null && indent === bodyIndent) endsWithReturn = /^\s*return\b/.test(code);
      if (isInner) inner = indent;
    }
    endLine = line;
    if (inner !== null) continue;
    for (const _ of code.matchAll(/\breturn\b/g)) returns.push(line);
    if (/\b(?:try|with|except|finally)\b/.test(code)) canCatch = true;
    // `def f(): return 1`; its other statements are before the `return`.
    if (isHeader && /:\s*return\b/.test(code)) endsWithReturn = true;
  }
  return { endLine, returns, endsWithReturn, canCatch };
}

/**
 * The line of the `return` statement that was taken, where the source leaves no doubt: there is one only, and the
 * function was not left at its end, which returns None, too.
 */
export function returnTaken(shape: FunctionShape, returnedNone: boolean): number | null {
  if (shape.returns.length !== 1) return null;
  return shape.endsWithReturn || !returnedNone ? shape.returns[0] : null;
}
