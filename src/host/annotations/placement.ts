import type { FunctionMemory, FunctionStats, SiteStats } from '../../store/api.js';
import { outline } from '../source/python-outline.js';
import { currentDefinition } from '../source/source-lines.js';
import type { DocumentLines } from '../source/source-lines.js';
import { heatLevel } from './heat.js';
import type { HeatLevel } from './heat.js';

/** What a run says about one file, in lines of the text that it read. */
export interface RecordedFile {
  readonly functions: readonly FunctionStats[];
  readonly sites: readonly SiteStats[];
  /** Time of the run that shares are of. */
  readonly wholeNs: number;
}

export interface Sums {
  readonly calls: number;
  readonly totalNs: number;
  /** Null where a line has no own time. */
  readonly selfNs: number | null;
  readonly exceptions: number;
  /** Bytes allocated less bytes freed, with what was called; missing where they were not counted. */
  readonly netBytes?: number;
}

/** A definition with what was recorded of it. Several when the same source was loaded more than once. */
export interface PlacedFunction {
  /** In the text as it is now, from 1. */
  readonly line: number;
  readonly kind: 'def' | 'class' | 'lambda';
  readonly functions: readonly FunctionStats[];
  readonly sums: Sums;
  readonly level: HeatLevel;
}

export interface PlacedSite {
  readonly line: number;
  readonly sites: readonly SiteStats[];
  readonly sums: Sums;
  readonly level: HeatLevel;
}

export interface Placement {
  readonly stale: boolean;
  readonly functions: readonly PlacedFunction[];
  readonly sites: readonly PlacedSite[];
}

type Named = Pick<FunctionStats, 'line' | 'function' | 'qualname'>;

function addTo<Key, Item>(groups: Map<Key, Item[]>, key: Key, item: Item): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [item]);
  else group.push(item);
}

interface Part {
  readonly calls: number;
  readonly totalNs: number;
  readonly selfNs?: number;
  readonly exceptions?: number;
  readonly memory?: FunctionMemory;
}

function sum(parts: readonly Part[]): Sums {
  const counted = parts.flatMap(({ memory }) => (memory === undefined ? [] : [memory.total]));
  const total = (pick: (part: (typeof parts)[number]) => number) => parts.reduce((all, part) => all + pick(part), 0);
  return {
    calls: total(({ calls }) => calls),
    totalNs: total(({ totalNs }) => totalNs),
    selfNs: parts.some(({ selfNs }) => selfNs !== undefined) ? total(({ selfNs = 0 }) => selfNs) : null,
    exceptions: total(({ exceptions = 0 }) => exceptions),
    ...(counted.length === 0 ? {} : { netBytes: counted.reduce((net, one) => net + one.allocated - one.freed, 0) }),
  };
}

/**
 * Lines of a changed file, of which nothing is known: a function is where its qualified name is, when that is defined
 * once in the file and was recorded of one place.
 */
function byName(functions: readonly FunctionStats[], { text }: DocumentLines): (one: Named) => number | null {
  const defined = new Map<string, number[]>();
  for (const { qualname, line } of outline(text)) addTo(defined, qualname, line);
  const recorded = new Map<string, Set<number>>();
  for (const { qualname, line } of functions) recorded.set(qualname, (recorded.get(qualname) ?? new Set()).add(line));
  return ({ qualname }) => {
    const lines = defined.get(qualname);
    return lines?.length === 1 && recorded.get(qualname)?.size === 1 ? lines[0] : null;
  };
}

/** Where the definition of a recorded function is now, or null. */
export function locator(functions: readonly FunctionStats[], lines: DocumentLines): (one: Named) => number | null {
  if (!lines.stale) return (one) => currentDefinition(lines, one.line, one.function);
  return byName(functions, lines);
}

function kindOf(name: string, text: string): PlacedFunction['kind'] {
  if (name === '<lambda>') return 'lambda';
  return /^\s*class\b/.test(text) ? 'class' : 'def';
}

/** Puts what was recorded on the lines of the text as it is now; what has no certain line is left out. */
export function place({ functions, sites, wholeNs }: RecordedFile, lines: DocumentLines): Placement {
  const locate = locator(functions, lines);
  const definitions = new Map<string, { line: number; found: FunctionStats[] }>();
  for (const one of functions) {
    const line = locate(one);
    if (line === null) continue;
    const key = `${line} ${one.qualname}`;
    const group = definitions.get(key);
    if (group === undefined) definitions.set(key, { line, found: [one] });
    else group.found.push(one);
  }
  const calls = new Map<number, SiteStats[]>();
  for (const site of sites) {
    const line = lines.lineOf(site.line);
    if (line !== null) addTo(calls, line, site);
  }
  return {
    stale: lines.stale,
    functions: [...definitions.values()]
      .map(({ line, found }) => {
        const sums = sum(found);
        const kind = kindOf(found[0].function, lines.text[line - 1]);
        return { line, kind, functions: found, sums, level: heatLevel(sums.totalNs, wholeNs) };
      })
      .toSorted((a, b) => a.line - b.line),
    sites: [...calls].map(([line, of]) => {
      const sums = sum(of);
      return { line, sites: of, sums, level: heatLevel(sums.totalNs, wholeNs) };
    }),
  };
}
