/** Statistics of functions, pairs and sites: sums over the tables, no call is looked at. */
import type { EdgeStats, FunctionMemory, FunctionStats, Memory, SearchResult, SiteStats, SortKey } from '../api.js';
import { fileOf, functionOf, siteOf } from '../names.js';
import type { FunctionStatColumns, PairColumns, RunTables } from '../tables.js';

type Sums = Omit<FunctionStats, 'functionId' | 'function' | 'qualname' | 'module' | 'file' | 'line'>;
type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

function memoryIn(stats: FunctionStatColumns, row: number): FunctionMemory | undefined {
  const { selfAllocated, selfFreed, totalAllocated, totalFreed } = stats;
  if (Number.isNaN(selfAllocated[row])) return undefined;
  return {
    self: { allocated: selfAllocated[row], freed: selfFreed[row] },
    total: { allocated: totalAllocated[row], freed: totalFreed[row] },
  };
}

function added(one: Memory, other: Memory): Memory {
  return { allocated: one.allocated + other.allocated, freed: one.freed + other.freed };
}

function bothAdded(one: FunctionMemory, other: FunctionMemory): FunctionMemory {
  return { self: added(one.self, other.self), total: added(one.total, other.total) };
}

/** Sums per function, over all processes or one. */
function sums({ functionStats: stats }: RunTables, process: number | undefined): Map<number, Writable<Sums>> {
  const byFunction = new Map<number, Writable<Sums>>();
  for (let row = 0; row < stats.count; row++) {
    if (process !== undefined && stats.process[row] !== process) continue;
    const sum = byFunction.get(stats.function[row]);
    const memory = memoryIn(stats, row);
    if (sum === undefined) {
      byFunction.set(stats.function[row], {
        calls: stats.calls[row],
        resumes: stats.resumes[row],
        exceptions: stats.exceptions[row],
        valuesKept: stats.valuesKept[row],
        selfNs: stats.selfNs[row],
        totalNs: stats.totalNs[row],
        minNs: stats.minNs[row],
        maxNs: stats.maxNs[row],
        ...(memory === undefined ? {} : { memory }),
      });
      continue;
    }
    sum.calls += stats.calls[row];
    sum.resumes += stats.resumes[row];
    sum.exceptions += stats.exceptions[row];
    sum.valuesKept += stats.valuesKept[row];
    sum.selfNs += stats.selfNs[row];
    sum.totalNs += stats.totalNs[row];
    sum.minNs = Math.min(sum.minNs, stats.minNs[row]);
    sum.maxNs = Math.max(sum.maxNs, stats.maxNs[row]);
    if (memory === undefined) continue;
    const known = sum.memory;
    sum.memory = known === undefined ? memory : bothAdded(known, memory);
  }
  return byFunction;
}

function named(tables: RunTables, functionId: number, sum: Sums): FunctionStats {
  const { name, qualname, module, file, line } = functionOf(tables, functionId);
  return { functionId, function: name, qualname, module, file: fileOf(tables, file), line, ...sum };
}

const keys: Record<SortKey, (sum: Sums) => number> = {
  self: ({ selfNs }) => selfNs,
  total: ({ totalNs }) => totalNs,
  calls: ({ calls }) => calls,
  net: ({ memory }) => (memory === undefined ? 0 : memory.self.allocated - memory.self.freed),
  allocated: ({ memory }) => memory?.self.allocated ?? 0,
};

export function top(
  tables: RunTables,
  { sort, limit, process }: { readonly sort: SortKey; readonly limit: number; readonly process?: number },
): readonly FunctionStats[] {
  const key = keys[sort];
  return [...sums(tables, process)]
    .toSorted(([idA, a], [idB, b]) => key(b) - key(a) || idA - idB)
    .slice(0, limit)
    .map(([id, sum]) => named(tables, id, sum));
}

/** All functions of that qualname that were called, in order of id. */
export function functionsNamed(tables: RunTables, qualname: string): readonly FunctionStats[] {
  return [...sums(tables, undefined)]
    .filter(([id]) => functionOf(tables, id).qualname === qualname)
    .toSorted(([a], [b]) => a - b)
    .map(([id, sum]) => named(tables, id, sum));
}

/** Functions that were called and whose qualname or file holds the text, whatever its case; most total time first. */
export function search(tables: RunTables, text: string, limit: number): SearchResult {
  const wanted = text.toLowerCase();
  const holds = (name: string) => name.toLowerCase().includes(wanted);
  // There are far fewer files than functions.
  const files = tables.files.map(holds);
  const found = [...sums(tables, undefined)].filter(([id]) => {
    const { qualname, file } = functionOf(tables, id);
    return files[file] || holds(qualname);
  });
  const hits = found
    .toSorted(([idA, a], [idB, b]) => b.totalNs - a.totalNs || idA - idB)
    .slice(0, limit)
    .map(([functionId, { calls }]) => {
      const { qualname, file, line } = functionOf(tables, functionId);
      return { functionId, qualname, file: fileOf(tables, file), line, calls };
    });
  return { hits, calls: found.reduce((sum, [, { calls }]) => sum + calls, 0) };
}

/** Rows of the pairs for which `chosen`, summed over processes by the other side. */
function grouped(
  pairs: PairColumns,
  side: 'first' | 'second',
  id: number,
): Map<number, { calls: number; totalNs: number }> {
  const fixed = pairs[side];
  const other = pairs[side === 'first' ? 'second' : 'first'];
  const groups = new Map<number, { calls: number; totalNs: number }>();
  for (let row = 0; row < pairs.count; row++) {
    if (fixed[row] !== id) continue;
    const group = groups.get(other[row]);
    if (group === undefined) {
      groups.set(other[row], { calls: pairs.calls[row], totalNs: pairs.totalNs[row] });
    } else {
      group.calls += pairs.calls[row];
      group.totalNs += pairs.totalNs[row];
    }
  }
  return groups;
}

function byTotal(a: { readonly totalNs: number }, b: { readonly totalNs: number }): number {
  return b.totalNs - a.totalNs;
}

export function callers(tables: RunTables, functionId: number): readonly EdgeStats[] {
  return [...grouped(tables.edges, 'second', functionId)]
    .map(([caller, sum]) => ({ callerId: caller === 0 ? null : caller, calleeId: functionId, ...sum }))
    .toSorted(byTotal);
}

export function callees(tables: RunTables, functionId: number): readonly EdgeStats[] {
  return [...grouped(tables.edges, 'first', functionId)]
    .map(([calleeId, sum]) => ({ callerId: functionId, calleeId, ...sum }))
    .toSorted(byTotal);
}

/** Call sites in a file, in order of line. */
export function sitesIn(tables: RunTables, file: string): readonly SiteStats[] {
  const fileId = tables.files.indexOf(file);
  const { siteStats } = tables;
  if (fileId <= 0) return [];
  const found = new Map<string, SiteStats>();
  for (let row = 0; row < siteStats.count; row++) {
    const siteId = siteStats.first[row];
    const site = siteOf(tables, siteId);
    if (site.file !== fileId) continue;
    const calleeId = siteStats.second[row];
    const key = `${siteId} ${calleeId}`;
    const known = found.get(key);
    found.set(key, {
      siteId,
      file,
      line: site.line,
      callerQualname: site.callerQualname,
      calleeId,
      calls: siteStats.calls[row] + (known?.calls ?? 0),
      totalNs: siteStats.totalNs[row] + (known?.totalNs ?? 0),
    });
  }
  return [...found.values()].toSorted((a, b) => a.line - b.line || a.siteId - b.siteId || b.totalNs - a.totalNs);
}
