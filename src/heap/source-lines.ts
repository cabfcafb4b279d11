import type { PathStep } from './holding-path.js';
import { typeName } from './snapshot-graph.js';
import type { SnapshotGraph, SourcePlace } from './snapshot-graph.js';
import { codeOf } from './source-lines-code.js';
import type { Code } from './source-lines-code.js';
import { placeInFunction } from './source-lines-functions.js';
import { homesOf, modulesThatName } from './source-lines-homes.js';
import { bestUse, isDeclared } from './source-lines-uses.js';
import type { Found, Sought } from './source-lines-uses.js';

/** The text of a source file; null where it cannot be read. */
export type ReadSource = (file: string) => string | null;

/**
 * The line of a source that puts things into what has this name, else the one that assigns it, else the first that mentions
 * it; 0 where none does.
 */
export function storingLine(source: string, name: string, sought: Omit<Sought, 'name'> = { owner: null }): number {
  return bestUse(codeOf(source), { ...sought, name })?.line ?? 0;
}

const MOST_CODES = 50;
/** For one attribute or variable. */
const MOST_FILES = 20;
const libraries = /[\\/](?:(?:site|dist)-packages|lib[\\/]python\d[^\\/]*)[\\/]/i;
/** Before all that libraries do. */
const OWN = 100;
const codes = new WeakMap<ReadSource, Map<string, Code | null>>();

/** Each source is gone through once for all paths. */
function codeIn(file: string, read: ReadSource): Code | null {
  const known = codes.get(read) ?? new Map<string, Code | null>();
  codes.set(read, known);
  const code = known.get(file);
  if (code !== undefined) return code;
  if (known.size >= MOST_CODES) known.clear();
  const source = read(file);
  const made = source === null ? null : codeOf(source);
  known.set(file, made);
  return made;
}

/** `_Pool__all` is written `__all` in the class Pool. */
function written(name: string, { text }: Code): string {
  const mangled = /^_[A-Za-z]\w*?(__\w*[^_\W]_?)$/.exec(name)?.[1];
  return mangled === undefined || text.includes(name) ? name : mangled;
}

/** What is looked for on behalf of one path. */
class Search {
  readonly #found: SnapshotGraph;
  readonly #read: ReadSource;

  constructor(found: SnapshotGraph, read: ReadSource) {
    this.#found = found;
    this.#read = read;
  }

  code(file: string): Code | null {
    return codeIn(file, this.#read);
  }

  /** Of an attribute or variable: the line of the owner's code that stores into it, else of modules that know either by a name. */
  stored(name: string, owner: PathStep, step: PathStep): SourcePlace | null {
    const isFilledByLookUp = typeName(this.#found.snapshot, this.#found.graph, step.node) === 'collections.defaultdict';
    let best: { readonly use: Found; readonly rank: number; readonly file: string } | null = null;
    const files = new Set<string>();
    for (const { file, ...sought } of this.#homes(owner, step)) {
      if (files.size >= MOST_FILES) break;
      files.add(file);
      const code = this.code(file);
      const use = code === null ? null : bestUse(code, { ...sought, name: written(name, code), isFilledByLookUp });
      if (use === null) continue;
      // A store of the program's own says more than that of the library which it calls.
      const rank = use.use === 'stores' && !libraries.test(file) ? use.rank - OWN : use.rank;
      if (best === null || rank < best.rank) best = { use, rank, file };
    }
    return best === null ? null : { file: best.file, line: best.use.line, name };
  }

  *#homes(owner: PathStep, step: PathStep): Generator<{ readonly file: string } & Omit<Sought, 'name'>> {
    yield* homesOf(this.#found, owner.node);
    for (const { node } of [step, owner]) {
      for (const file of modulesThatName(this.#found, node)) yield { file, owner: null };
    }
  }

  /** `brain['_cache']` is the attribute `_cache` of all who share that dict. */
  storedByKey(name: string, { file }: SourcePlace): SourcePlace | null {
    const code = this.code(file);
    const use = code === null ? null : bestUse(code, { name, owner: 'object' });
    return use?.use === 'stores' && use.isOfOwner ? { file, line: use.line, name } : null;
  }
}

/**
 * Where each step of a path is found in the source: the place of the object itself, and for an attribute or a variable of a
 * module the line that stores into it.
 */
export function placesOfSteps(
  path: readonly PathStep[],
  read: ReadSource,
  found: SnapshotGraph,
): readonly (SourcePlace | null)[] {
  const search = new Search(found, read);
  /** Of the container that the steps by keys and indices are in. */
  let container: SourcePlace | null = null;
  return path.map((step, index) => {
    const before = path[index - 1];
    if (before === undefined) return step.place;
    const inFunction = placeInFunction(path, index, (file) => search.code(file));
    if (inFunction !== null) return (container = inFunction);
    // The cache is of C: what it stores comes of the function that it stands before.
    if (before.type === 'functools._lru_cache_wrapper') return container ?? step.place;
    const name = /^\.([A-Za-z_]\w*)$/.exec(step.edge)?.[1];
    if (name !== undefined && !name.startsWith('__')) {
      container = search.stored(name, before, step);
      return container ?? step.place ?? before.place;
    }
    const key = /^\['([A-Za-z_]\w*)'\]$/.exec(step.edge)?.[1];
    if (key !== undefined && container !== null) container = search.storedByKey(key, container) ?? container;
    if (name !== undefined || step.edge.startsWith('<')) container = null;
    return step.isHolder ? (container ?? step.place) : step.place;
  });
}

/** Whether the first holder of a path is a variable of a module that is set where it is loaded, and only read from then on. */
export function isDeclaredData(path: readonly PathStep[], read: ReadSource, found: SnapshotGraph): boolean {
  const [root, variable] = path;
  const name = variable === undefined ? undefined : /^\.([A-Za-z_]\w*)$/.exec(variable.edge)?.[1];
  if (name === undefined || !root.edge.startsWith('module ') || root.isHolder) return false;
  const holder = path.findIndex(({ isHolder }) => isHolder);
  if (path.slice(2, holder + 1).some(({ edge }) => !edge.startsWith('['))) return false;
  const own = root.place?.file;
  const files = new Set([own ?? '', ...modulesThatName(found, variable.node), ...modulesThatName(found, root.node)]);
  return [...files].every((file) => {
    const code = codeIn(file, read);
    return code !== null && isDeclared(code, name, file === own ? 1 : 0);
  });
}
