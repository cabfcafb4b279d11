/** Which ids a recording has defined so far, and placeholders for those it uses without. */
import type { Definitions } from './definitions.js';
import { IdTable } from './id-table.js';
import { FunctionFlag } from './schema.gen.js';

const DEFINED = 0x80;

/** The flags that decide which columns have an entry. */
export const GENERATOR_FLAGS = FunctionFlag.generator | FunctionFlag.coroutine | FunctionFlag.asyncGenerator;
export const TASK_FLAGS = FunctionFlag.coroutine | FunctionFlag.asyncGenerator;

export class KnownIds {
  /** 0 for an unknown function, else `DEFINED` and its generator flags. */
  readonly functions = new IdTable();
  readonly #files = new IdTable();
  readonly #sites = new IdTable();
  readonly #threads = new IdTable();
  readonly #tasks = new IdTable();

  add(definitions: Definitions): void {
    for (const { id } of definitions.files) this.#files.set(id, DEFINED);
    for (const { id, flags } of definitions.functions) this.functions.set(id, DEFINED | (flags & GENERATOR_FLAGS));
    for (const { id } of definitions.sites) this.#sites.set(id, DEFINED);
    for (const { serial } of definitions.threads) this.#threads.set(serial, DEFINED);
    for (const { id } of definitions.tasks) this.#tasks.set(id, DEFINED);
  }

  /**
   * Placeholders for the ids that are not defined. Id 0 means none and needs no definition.
   *
   * @param flags of the functions among them.
   */
  placeholders(used: UsedIds, flags: number): Definitions {
    return {
      files: missing(used.files, this.#files).map((id) => ({ id, path: `<file ${id}>` })),
      functions: missing(used.functions, this.functions).map((id) => ({
        id,
        fileId: 0,
        name: `<function ${id}>`,
        qualname: `<function ${id}>`,
        firstLine: 0,
        flags,
        argumentCount: 0,
        names: [],
        module: '',
      })),
      sites: missing(used.sites, this.#sites).map((id) => ({
        id,
        fileId: 0,
        functionId: 0,
        line: 0,
        callerQualname: '',
      })),
      threads: missing(used.threads, this.#threads).map((serial) => ({
        serial,
        ident: 0,
        nativeId: null,
        name: `thread ${serial}`,
      })),
      tasks: missing(used.tasks, this.#tasks).map((id) => ({ id, name: `task ${id}`, coroutine: null })),
    };
  }
}

export interface UsedIds {
  readonly files?: ArrayLike<number>;
  readonly functions?: ArrayLike<number>;
  readonly sites?: ArrayLike<number>;
  readonly threads?: ArrayLike<number>;
  readonly tasks?: ArrayLike<number>;
}

/** Called with whole columns: an index is several times as fast as an iterator. */
function missing(used: ArrayLike<number> | undefined, known: IdTable): readonly number[] {
  if (used === undefined) return [];
  const ids = new Set<number>();
  for (let i = 0; i < used.length; i++) {
    const id = used[i];
    if (id !== 0 && known.get(id) === 0) ids.add(id);
  }
  return [...ids];
}

export function hasDefinitions(definitions: Definitions): boolean {
  return Object.values(definitions).some((rows: readonly unknown[]) => rows.length > 0);
}

/** `function 7, sites 9, 12 and 4 more`; empty when nothing is missing. */
export function describePlaceholders(placeholders: Definitions): string {
  const parts = [
    listed('file', placeholders.files.map(idOf)),
    listed('function', placeholders.functions.map(idOf)),
    listed('site', placeholders.sites.map(idOf)),
    listed(
      'thread',
      placeholders.threads.map(({ serial }) => serial),
    ),
    listed('task', placeholders.tasks.map(idOf)),
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function idOf({ id }: { readonly id: number }): number {
  return id;
}

const LISTED_IDS = 5;

function listed(noun: string, ids: readonly number[]): string {
  if (ids.length === 0) return '';
  const shown = ids.slice(0, LISTED_IDS).join(', ');
  const rest = ids.length > LISTED_IDS ? ` and ${ids.length - LISTED_IDS} more` : '';
  return `${noun}${ids.length === 1 ? '' : 's'} ${shown}${rest}`;
}
