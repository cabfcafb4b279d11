import type { PathStep } from './holding-path.js';
import type { SourcePlace } from './snapshot-graph.js';
import { blockAt, lineText } from './source-lines-code.js';
import type { Block, Code } from './source-lines-code.js';
import { bestUseWithin } from './source-lines-uses.js';

/** More names are in no function that people wrote. */
const MOST_NAMES = 300;
/** Decorators and blank lines up to the signature. */
const MOST_DECORATORS = 30;

/**
 * Of what a function keeps by itself, a default argument or a variable that it closes over, at this step of a path: the line
 * of the function that stores into it. Null for other steps, and where no line does.
 */
export function placeInFunction(
  path: readonly PathStep[],
  index: number,
  codeOfFile: (file: string) => Code | null,
): SourcePlace | null {
  const step = path[index];
  const [from, kind] = [path[index - 2], path[index - 1]];
  if (from?.type === 'function' && from.place !== null) {
    const { file, line } = from.place;
    if (kind.edge === '.__defaults__' || kind.edge === '.__kwdefaults__') {
      const code = codeOfFile(file);
      return code === null ? null : argumentPlace(code, file, line, kind.edge, step.edge);
    }
  }
  const closure = path[index - 3];
  if (step.edge !== '.cell_contents' || !step.isHolder || closure?.type !== 'function' || closure.place === null) {
    return null;
  }
  const { file, line } = closure.place;
  const code = codeOfFile(file);
  const block = code === null ? null : functionFrom(code, line);
  const store = code === null || block === null ? null : closedOverPlace(code, file, block);
  return store ?? closure.place;
}

function functionFrom(code: Code, line: number): Block | null {
  for (let at = line; at < line + MOST_DECORATORS && at <= code.lines.length; at++) {
    if (/^\s*(?:async\s+)?def\b/.test(lineText(code, at))) return blockAt(code, at);
  }
  return null;
}

function argumentPlace(code: Code, file: string, line: number, kind: string, edge: string): SourcePlace | null {
  const block = functionFrom(code, line);
  if (block === null) return null;
  const text = code.text.slice(code.lines[block.first - 1], code.lines[block.last]);
  const withDefault = defaultsIn(text);
  const name =
    kind === '.__kwdefaults__' ? /^\['(\w+)'\]$/.exec(edge)?.[1] : withDefault[Number(/^\[(\d+)\]$/.exec(edge)?.[1])];
  if (name === undefined) return null;
  const use = bestUseWithin(code, name, block);
  return use === null || !use.isFilling ? null : { file, line: use.line, name };
}

/** Names of the parameters that have a default and may be given by their place. */
function defaultsIn(text: string): readonly string[] {
  const names: string[] = [];
  let depth = 0;
  let begin = 0;
  for (let at = text.indexOf('('); at >= 0 && at < text.length; at++) {
    const one = text[at];
    if ('([{'.includes(one) && ++depth === 1) begin = at + 1;
    const isEnd = ')]}'.includes(one) && --depth === 0;
    if (!isEnd && (one !== ',' || depth !== 1)) continue;
    const parameter = text.slice(begin, at);
    if (/^\s*\*/.test(parameter)) return names;
    const name = /^\s*(\w+)\s*(?::[^=]*)?=/.exec(parameter)?.[1];
    if (name !== undefined) names.push(name);
    if (isEnd) return names;
    begin = at + 1;
  }
  return names;
}

/** The first store into a variable that is not the function's own. */
function closedOverPlace(code: Code, file: string, block: Block): SourcePlace | null {
  const text = code.text.slice(code.lines[block.first - 1], code.lines[block.last]);
  const names = [...new Set(text.match(/(?<![.\w])[A-Za-z_]\w*(?=\s*[[.])/g))].slice(0, MOST_NAMES);
  for (const name of names) {
    const use = bestUseWithin(code, name, block, { areLocalsLeftOut: true });
    if (use?.use === 'stores') return { file, line: use.line, name };
  }
  return null;
}
