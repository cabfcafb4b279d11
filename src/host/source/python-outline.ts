import { maskedLines } from './python-lines.js';

/** A `def` or `class` of a source text. Lines count from 1. */
export interface Definition {
  readonly line: number;
  /** Last line of its body. */
  readonly endLine: number;
  readonly name: string;
  /** As Python's `__qualname__`. */
  readonly qualname: string;
}

const DEFINITION = /^\s*(?:async\s+def|def|(class))\s+([^\s(:[]+)/;

interface Open {
  readonly line: number;
  readonly indent: number;
  readonly name: string;
  readonly qualname: string;
  /** What stands before the names of definitions inside. */
  readonly prefix: string;
}

/** All definitions in order of their lines. Nothing is executed; source that is no Python gives what looks like some. */
export function outline(lines: readonly string[]): readonly Definition[] {
  const found: Definition[] = [];
  const open: Open[] = [];
  let last = 0;
  const close = (indent: number) => {
    for (let top = open.at(-1); top !== undefined && top.indent >= indent; top = open.at(-1)) {
      found.push({ line: top.line, endLine: last, name: top.name, qualname: top.qualname });
      open.pop();
    }
  };
  for (const { line, code, indent, continues } of maskedLines(lines, 1)) {
    if (continues || code.trim() === '') {
      if (continues) last = line;
      continue;
    }
    close(indent);
    last = line;
    const match = DEFINITION.exec(code);
    if (match === null) continue;
    const [, isClass, name] = match;
    const qualname = `${open.at(-1)?.prefix ?? ''}${name}`;
    open.push({ line, indent, name, qualname, prefix: isClass ? `${qualname}.` : `${qualname}.<locals>.` });
  }
  close(0);
  return found.toSorted((a, b) => a.line - b.line);
}

/** The innermost definition that a line belongs to. */
export function enclosing(definitions: readonly Definition[], line: number): Definition | null {
  return definitions.findLast((one) => one.line <= line && line <= one.endLine) ?? null;
}

const MOST_DECORATOR_LINES = 200;

/**
 * The line of `def name`, `async def name` or `class name` for a function whose code begins at `line`: CPython says the
 * line of the first decorator. Null when no such definition stands there.
 */
export function definitionLine(lines: readonly string[], line: number, name: string): number | null {
  if (line < 1 || line > lines.length) return null;
  if (name === '<lambda>') return /\blambda\b/.test(lines[line - 1]) ? line : null;
  const isDecorated = /^\s*@/.test(lines[line - 1]);
  const last = isDecorated ? line + MOST_DECORATOR_LINES : line;
  for (const { line: at, code, continues } of maskedLines(lines, line, last)) {
    if (continues || code.trim() === '' || /^\s*@/.test(code)) continue;
    return DEFINITION.exec(code)?.[2] === name ? at : null;
  }
  return null;
}
