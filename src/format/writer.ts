/**
 * Writes recordings as a recorder does: for tests, golden files, synthetic benchmarks and compaction. The caller gives
 * every time, so that the same calls give the same bytes.
 *
 *     const trace = new TraceWriter();
 *     const main = trace.function({ qualname: 'main', names: ['argv'], argumentCount: 1 });
 *     const thread = trace.thread('MainThread');
 *     thread.call(main, 100, { value: encodeValues([{ kind: 'none' }]) }).return(main, 250);
 *     trace.end('exit');
 *     trace.bytes();
 */
import type { FunctionDefinition, SiteDefinition, ProcessRecord } from './chunk.js';
import { encodeChunk, encodeFileHeader } from './header.js';
import { encodePayload } from './payload.js';
import { packFields } from './plain.js';
import type { Fields } from './plain.js';
import {
  ChunkKind,
  Codec,
  DefinitionField,
  EndField,
  FORMAT_MINOR,
  FunctionFlag,
  ProblemField,
  ProcessField,
} from './schema.gen.js';
import { ThreadWriter } from './thread-writer.js';

/** Takes the bytes of whole chunks in order. */
export type Sink = (bytes: Uint8Array) => void;

export interface WriterOptions {
  /** Where the bytes go; without one they are kept for `bytes()`. */
  readonly sink?: Sink;
  readonly codec?: Codec;
  readonly process?: Partial<ProcessRecord>;
  /** A chunk of events ends with this many. */
  readonly eventsPerChunk?: number;
}

const DEFAULT_PROCESS: ProcessRecord = {
  pid: 4242,
  parentPid: 1,
  startEpochNs: 1_700_000_000_000_000_000n,
  pythonVersion: '3.12.1',
  implementation: 'cpython',
  executable: '/usr/bin/python3',
  argv: ['main.py'],
  cwd: '/project',
  platform: 'linux',
  recorder: 'pure',
  recorderReason: 'synthetic',
  recorderVersion: '0.1.0',
  options: new Map(),
  origin: 'run',
  parentFile: null,
  parentThread: null,
  parentNs: null,
  hook: 'synthetic',
  allocations: false,
};

/** A chunk that is ready but for its place in the file. */
interface Body {
  readonly kind: ChunkKind;
  readonly payload: Uint8Array;
  readonly firstNs?: number;
  readonly lastNs?: number;
  readonly thread?: number;
  readonly events?: number;
}

export class TraceWriter {
  readonly #sink: Sink;
  readonly #codec: Codec;
  readonly #eventsPerChunk: number;
  readonly #kept: Uint8Array[] = [];
  readonly #threads: ThreadWriter[] = [];
  readonly #files = new Map<string, number>();
  readonly #flags = new Map<number, number>();
  #pending = new Map<DefinitionField, unknown[][]>();
  #lastIds = new Map<DefinitionField, number>();
  #sequence = 0;
  #lastNs = 0;
  #events = 0;

  constructor(options: WriterOptions = {}) {
    this.#sink = options.sink ?? ((bytes) => void this.#kept.push(bytes));
    this.#codec = options.codec ?? Codec.raw;
    this.#eventsPerChunk = options.eventsPerChunk ?? 32_768;
    this.#sink(encodeFileHeader(FORMAT_MINOR));
    this.#chunk({
      kind: ChunkKind.process,
      payload: packFields(processFields({ ...DEFAULT_PROCESS, ...options.process })),
    });
  }

  /** The id of the file; the same path has the same id. */
  file(path: string): number {
    const known = this.#files.get(path);
    if (known !== undefined) return known;
    const id = this.#define(DefinitionField.files, [path]);
    this.#files.set(path, id);
    return id;
  }

  /** Id of a new function; what is left out is that of a plain function without arguments. */
  function(definition: Partial<Omit<FunctionDefinition, 'id'>> & { readonly qualname: string }): number {
    const { qualname, names = [], flags = FunctionFlag.optimized | FunctionFlag.user } = definition;
    const id = this.#define(DefinitionField.functions, [
      definition.fileId ?? this.file('/project/main.py'),
      definition.name ?? qualname.slice(qualname.lastIndexOf('.') + 1),
      qualname,
      definition.firstLine ?? 1,
      flags,
      definition.argumentCount ?? 0,
      names,
      definition.module ?? '__main__',
    ]);
    this.#flags.set(id, flags);
    return id;
  }

  site(definition: Partial<Omit<SiteDefinition, 'id'>>): number {
    return this.#define(DefinitionField.sites, [
      definition.fileId ?? this.file('/project/main.py'),
      definition.functionId ?? 0,
      definition.line ?? 0,
      definition.callerQualname ?? '',
    ]);
  }

  task(name: string, coroutine: string | null = null): number {
    return this.#define(DefinitionField.tasks, [name, coroutine]);
  }

  thread(name: string): ThreadWriter {
    const serial = this.#define(DefinitionField.threads, [140_000_000_000_000n, null, name]);
    const thread = new ThreadWriter({
      flagsOf: (id) => this.#flags.get(id) ?? 0,
      eventsPerChunk: this.#eventsPerChunk,
      write: (batch) => {
        this.flushDefinitions();
        this.#events += batch.events;
        this.#chunk({ kind: ChunkKind.events, thread: serial, ...batch });
      },
    });
    this.#threads.push(thread);
    return thread;
  }

  /** Something the recorder could not do. */
  problem(code: string, message: string, atNs = this.#lastNs, thread: number | null = null): this {
    const fields: Fields = new Map<ProblemField, unknown>([
      [ProblemField.code, code],
      [ProblemField.message, message],
      [ProblemField.atNs, BigInt(atNs)],
      [ProblemField.thread, thread],
    ]);
    this.#chunk({ kind: ChunkKind.problem, payload: packFields(fields), firstNs: atNs, lastNs: atNs });
    return this;
  }

  flushDefinitions(): this {
    if (this.#pending.size > 0) this.#chunk({ kind: ChunkKind.definitions, payload: packFields(this.#pending) });
    this.#pending = new Map();
    return this;
  }

  /** Writes what every thread holds. */
  flush(): this {
    for (const thread of this.#threads) thread.flush();
    return this.flushDefinitions();
  }

  /** Closes the recording in order. */
  end(reason = 'exit', dropped = 0): this {
    this.flush();
    const fields: Fields = new Map<EndField, unknown>([
      [EndField.reason, reason],
      [EndField.events, BigInt(this.#events)],
      [EndField.dropped, dropped],
    ]);
    this.#chunk({ kind: ChunkKind.end, payload: packFields(fields) });
    return this;
  }

  /** The whole file so far, when there is no sink. */
  bytes(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.#kept));
  }

  #define(field: DefinitionField, row: readonly unknown[]): number {
    const id = (this.#lastIds.get(field) ?? 0) + 1;
    this.#lastIds.set(field, id);
    const rows = this.#pending.get(field);
    if (rows === undefined) this.#pending.set(field, [[id, ...row]]);
    else rows.push([id, ...row]);
    return id;
  }

  #chunk({ kind, payload, thread = 0, events = 0, firstNs = this.#lastNs, lastNs = firstNs }: Body): void {
    this.#lastNs = Math.max(this.#lastNs, lastNs);
    const stored = encodePayload(this.#codec, payload);
    const header = { kind, codec: this.#codec, thread, firstNs, lastNs, events, rawLength: payload.length };
    this.#sink(encodeChunk({ ...header, sequence: this.#sequence++ }, stored));
  }
}

function processFields(process: ProcessRecord): Fields {
  return new Map<ProcessField, unknown>([
    [ProcessField.pid, process.pid],
    [ProcessField.parentPid, process.parentPid],
    [ProcessField.startEpochNs, process.startEpochNs],
    [ProcessField.pythonVersion, process.pythonVersion],
    [ProcessField.implementation, process.implementation],
    [ProcessField.executable, process.executable],
    [ProcessField.argv, process.argv],
    [ProcessField.cwd, process.cwd],
    [ProcessField.platform, process.platform],
    [ProcessField.recorder, process.recorder],
    [ProcessField.recorderReason, process.recorderReason],
    [ProcessField.recorderVersion, process.recorderVersion],
    [ProcessField.options, process.options],
    [ProcessField.origin, process.origin],
    [ProcessField.parentFile, process.parentFile],
    [ProcessField.parentThread, process.parentThread],
    [ProcessField.parentNs, process.parentNs === null ? null : BigInt(process.parentNs)],
    [ProcessField.hook, process.hook],
    ...(process.allocations ? ([[ProcessField.allocations, 1]] as const) : []),
  ]);
}
