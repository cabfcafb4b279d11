import { classBlock, functionAround, lineAt, lineText } from './source-lines-code.js';
import type { Block, Code } from './source-lines-code.js';

/** What a line does with a name, the most telling first: a place in this list is a rank. */
const uses = [
  'stores',
  'looks up',
  'sets in a function',
  'sets',
  'makes empty',
  'defines',
  'reads',
  'mentions',
] as const;
type Use = (typeof uses)[number];

export interface Found {
  readonly line: number;
  readonly use: Use;
  /** Better ones are smaller. */
  readonly rank: number;
  /** Things come in there, not only the container itself. */
  readonly isFilling: boolean;
  /** It is written as for this owner: as an attribute or as a variable. */
  readonly isOfOwner: boolean;
}

/** What is looked for in a source. */
export interface Sought {
  readonly name: string;
  /** What it is a name of: a variable of the module, an attribute of an object; null where nobody knows. */
  readonly owner: 'module' | 'object' | null;
  /** Of the object: its lines are looked at before others. */
  readonly className?: string;
  /** Looking up a key puts it in: `collections.defaultdict`. */
  readonly isFilledByLookUp?: boolean;
}

const storingMethod =
  /^\.(?:append|appendleft|add|insert|extend|extendleft|setdefault|update|put|put_nowait|register|push|write|writelines|subscribe|connect|frombytes|fromlist|add_done_callback|callback|enter_context)\s*\(/;
const storingFunction = /\b(?:heappush|heappushpop|insort|insort_left|insort_right|setattr)\(\s*(?:\w+\.)*$/;
const readingMethod = /^\.(?:get|items|keys|values|index|count|copy|shape|sum|mean|tobytes)\b/;
const augmented = /^\s*(?:[-+*/%@&|^]|\/\/|\*\*|<<|>>)=/;
const assignment = /^\s*(?::[^=\n]*|(?:,\s*[\w.]+\s*)+)?=(?!=)/;
/** Before a target of an assignment stand only others. */
const onlyTargets = /^[\s\w.,=]*$/;
const emptyValue =
  /^\s*(?:None|0|\[\s*\]|\{\s*\}|\(\s*\)|"+|[bB]?"+|(?:\w+\.)*(?:dict|list|set|bytearray|deque|defaultdict|OrderedDict|Counter|ChainMap|BytesIO|StringIO|Queue|SimpleQueue|ExitStack|array|WeakValueDictionary|WeakKeyDictionary)\([^\n]*\))\s*$/;
/** Of a subscript, in characters. */
const LONGEST_SUBSCRIPT = 2000;
const LONGEST_LINE = 1000;
const MOST_OCCURRENCES = 500;

/** The line of a source that tells best where things come into what has this name; null where none mentions it. */
export function bestUse(code: Code, sought: Sought): Found | null {
  const own = sought.className === undefined ? null : classBlock(code, sought.className);
  return bestOf(usesOf(code, sought.name, true), sought, own);
}

/** The same of a function: a parameter, or what it closes over. */
export function bestUseWithin(
  code: Code,
  name: string,
  block: Block,
  { areLocalsLeftOut = false }: { readonly areLocalsLeftOut?: boolean } = {},
): Found | null {
  const within = [...usesOf(code, name, areLocalsLeftOut)].filter(
    ({ line }) => line >= block.first && line <= block.last,
  );
  return bestOf(within, { name, owner: 'module' }, null);
}

function bestOf(occurrences: Iterable<Occurrence>, sought: Sought, own: Block | null): Found | null {
  let best: Found | null = null;
  for (const { line, use, isAttribute } of occurrences) {
    const shown = use === 'looks up' && sought.isFilledByLookUp !== true ? 'reads' : use;
    // A method is an attribute, though no dot stands before its name where it is defined.
    const isOfOwner = sought.owner === null || shown === 'defines' || isAttribute === (sought.owner === 'object');
    const isOutside = own !== null && (line < own.first || line > own.last);
    const rank = 4 * uses.indexOf(shown) + (isOfOwner ? 0 : 2) + (isOutside ? 1 : 0);
    const isFilling = shown === 'stores' || shown === 'looks up';
    if (best === null || rank < best.rank) best = { line, use: shown, rank, isFilling, isOfOwner };
  }
  return best;
}

/**
 * Set where the module is loaded, and only read from then on: data that the program declares.
 *
 * @param times how often it is set: once where it is declared, never elsewhere.
 */
export function isDeclared(code: Code, name: string, times: number): boolean {
  let sets = 0;
  for (const { use } of usesOf(code, name, true)) {
    if (use === 'sets') sets++;
    else if (use !== 'reads' && use !== 'looks up') return false;
  }
  return sets === times;
}

interface Occurrence {
  readonly line: number;
  readonly use: Use;
  /** After a dot. */
  readonly isAttribute: boolean;
}

function* usesOf(code: Code, name: string, areLocalsLeftOut: boolean): Generator<Occurrence> {
  const { text } = code;
  const word = new RegExp(`\\b${name}\\b`, 'g');
  const locals = new Map<number, boolean>();
  const isLocalIn = (block: Block): boolean => {
    const known = locals.get(block.first) ?? isLocal(code, block, name);
    locals.set(block.first, known);
    return known;
  };
  let left = MOST_OCCURRENCES;
  for (let match = word.exec(text); match !== null && left > 0; match = word.exec(text), left--) {
    const line = lineAt(code, match.index);
    const whole = lineText(code, line);
    if (whole.length > LONGEST_LINE) continue;
    const before = statementBefore(whole.slice(0, match.index - code.lines[line - 1]));
    const isAttribute = /\.\s*$/.test(before);
    const around = functionAround(code, line);
    if (areLocalsLeftOut && !isAttribute && around !== null && isLocalIn(around)) continue;
    yield { line, use: useOf(text, match.index, name, before, around !== null), isAttribute };
  }
}

/** `for x in y: ` and `first(); ` are not part of the statement that follows in the same line. */
function statementBefore(before: string): string {
  const afterHead = before.replace(
    /^\s*(?:(?:async\s+)?def\b.*\)\s*(?:->[^:]*)?|(?:async\s+)?(?:for|with)\b.*|(?:class|if|elif|else|while|try|except|finally)\b.*):\s+/,
    '',
  );
  return afterHead.slice(afterHead.lastIndexOf(';') + 1);
}

function useOf(text: string, from: number, name: string, before: string, isInFunction: boolean): Use {
  if (storingFunction.test(before)) return 'stores';
  if (/^\s*(?:async\s+)?(?:def|class)\s+$/.test(before)) return 'defines';
  if (/^\s*(?:def|class|import|from|global|nonlocal)\b/.test(before)) return 'mentions';
  const { end, isSubscript, isOfElement } = afterSubscripts(text, from + name.length);
  const after = text.slice(end, end + LONGEST_LINE).split('\n', 1)[0] ?? '';
  if (!isOfElement && (storingMethod.test(after) || augmented.test(after))) return 'stores';
  const [assigns] = onlyTargets.test(before) ? (assignment.exec(after) ?? []) : [];
  if (assigns !== undefined) {
    const value = after.slice(assigns.length);
    if (isOfElement) return 'reads';
    if (isSubscript || isMadeOfItself(name, value, /\.\s*$/.test(before))) return 'stores';
    if (emptyValue.test(value)) return 'makes empty';
    return isInFunction ? 'sets in a function' : 'sets';
  }
  if (isOfElement) return 'reads';
  if (isSubscript) return 'looks up';
  return readingMethod.test(after) || /\b(?:in|len\()\s*(?:\w+\.)*$/.test(before) ? 'reads' : 'mentions';
}

/** `head = Node(head)`, but neither `self.items = items` nor `items = self.items`. */
function isMadeOfItself(name: string, value: string, isAttribute: boolean): boolean {
  const same = isAttribute ? `\\.\\s*${name}\\b` : `(?<![.\\w])${name}\\b(?!\\s*=[^=])`;
  return new RegExp(same).test(value) && !new RegExp(`^\\s*[\\w.]*\\b${name}\\s*$`).test(value);
}

interface Subscripts {
  readonly end: number;
  readonly isSubscript: boolean;
  /** `maps[0][key]`: what is done is done to an element. */
  readonly isOfElement: boolean;
}

/** Past `[...][...]`. */
function afterSubscripts(text: string, from: number): Subscripts {
  let end = from;
  while (text[end] === '[') {
    let depth = 0;
    let at = end;
    for (; at < text.length && at < end + LONGEST_SUBSCRIPT; at++) {
      if (text[at] === '[') depth++;
      else if (text[at] === ']' && --depth === 0) break;
    }
    if (text[at] !== ']') return { end: from, isSubscript: false, isOfElement: false };
    end = at + 1;
  }
  return { end, isSubscript: end > from, isOfElement: /^\[-?\d+\]./.test(text.slice(from, end)) };
}

/** Whether the function binds the name for itself: as a parameter, or by setting it to what is no attribute of that name. */
function isLocal(code: Code, { first, last }: Block, name: string): boolean {
  const text = code.text.slice(code.lines[first - 1], code.lines[last] ?? code.text.length);
  if (new RegExp(`\\b(?:global|nonlocal)\\b[^\\n]*\\b${name}\\b`).test(text)) return false;
  const signature = /^\s*(?:async\s+)?def\s+\w+\s*\(([^]*?)\)\s*(?:->[^\n]*)?:/.exec(text)?.[1] ?? '';
  if (new RegExp(`(?:^|[,*\\s])${name}\\s*(?:[:=,]|$)`).test(signature)) return true;
  return new RegExp(`^[ \\t]*(?:for[ \\t]+)?${name}[ \\t]*(?:=(?!=)(?![^\\n]*\\.${name}\\s*$)|in\\b)`, 'm').test(text);
}
