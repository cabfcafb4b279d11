import type { FunctionDefinition, SiteDefinition, TaskDefinition } from '../format/chunk.js';

/** A function of the run: the same code in two processes is one. */
export interface RunFunction {
  readonly file: number;
  readonly name: string;
  readonly qualname: string;
  readonly line: number;
  /** Bits of `FunctionFlag`. */
  readonly flags: number;
  readonly argumentCount: number;
  readonly names: readonly string[];
  readonly module: string;
}

/** A place that calls. */
export interface RunSite {
  readonly file: number;
  /** 0 when the caller is not recorded. */
  readonly function: number;
  readonly line: number;
  readonly callerQualname: string;
}

export interface RunTask {
  readonly process: number;
  readonly name: string;
  readonly coroutine: string | null;
}

/** Rows that are numbered 1, 2, 3 ... in the order of their first sight, each kept once. */
class Registry<Row> {
  /** Index 0 is not in use. */
  readonly rows: Row[];
  readonly #ids = new Map<string, number>();

  constructor(none: Row) {
    this.rows = [none];
  }

  id(row: Row): number {
    const key = JSON.stringify(row);
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.rows.length;
    this.rows.push(row);
    this.#ids.set(key, id);
    return id;
  }
}

/** What the calls of a run refer to, shared by its processes. */
export class Dimensions {
  readonly #files = new Registry<string>('');
  readonly #functions = new Registry<RunFunction>(NO_FUNCTION);
  readonly #sites = new Registry<RunSite>({ file: 0, function: 0, line: 0, callerQualname: '' });
  readonly tasks: RunTask[] = [{ process: 0, name: '', coroutine: null }];

  get files(): readonly string[] {
    return this.#files.rows;
  }
  get functions(): readonly RunFunction[] {
    return this.#functions.rows;
  }
  get sites(): readonly RunSite[] {
    return this.#sites.rows;
  }

  file(path: string): number {
    return this.#files.id(path);
  }

  function(definition: Omit<FunctionDefinition, 'id' | 'fileId'>, file: number): number {
    const { name, qualname, firstLine, flags, argumentCount, names, module } = definition;
    return this.#functions.id({ file, name, qualname, line: firstLine, flags, argumentCount, names, module });
  }

  site(definition: SiteDefinition, file: number, fn: number): number {
    return this.#sites.id({ file, function: fn, line: definition.line, callerQualname: definition.callerQualname });
  }

  /** A task of a process; `known` is its ordinal when it has been named before. */
  task(process: number, definition: TaskDefinition, known: number | undefined): number {
    const row = { process, name: definition.name, coroutine: definition.coroutine };
    if (known === undefined) return this.tasks.push(row) - 1;
    this.tasks[known] = row;
    return known;
  }
}

const NO_FUNCTION: RunFunction = {
  file: 0,
  name: '',
  qualname: '',
  line: 0,
  flags: 0,
  argumentCount: 0,
  names: [],
  module: '',
};
