/**
 * What a recording consists of, as a reader hands it out. Times are nanoseconds since the start of the file's
 * recording, sizes are bytes, lines count from 1 and are 0 when unknown.
 */

export interface ChunkHeader {
  /** Offset of the chunk header in the file; the payload begins 48 bytes later. */
  readonly fileOffset: number;
  /** Bytes of the payload as stored. */
  readonly length: number;
  readonly crc: number;
  readonly kind: number;
  readonly codec: number;
  readonly thread: number;
  readonly firstNs: number;
  readonly lastNs: number;
  readonly events: number;
  readonly sequence: number;
  /** Bytes of the payload after decoding. */
  readonly rawLength: number;
}

/** Unsigned integers. Entries of eight bytes become doubles, exact up to 2^53. */
export type UintColumn = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/** Who recorded what: the first chunk of a file. Texts that were not recorded are empty. */
export interface ProcessRecord {
  readonly pid: number;
  readonly parentPid: number;
  /** Nanoseconds since 1970-01-01 UTC at time 0 of the recording; beyond what a double holds exactly. */
  readonly startEpochNs: bigint;
  readonly pythonVersion: string;
  readonly implementation: string;
  readonly executable: string;
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly platform: string;
  readonly recorder: string;
  readonly recorderReason: string;
  readonly recorderVersion: string;
  readonly options: ReadonlyMap<string, string>;
  /** 'run', 'fork', 'child' or 'api'. */
  readonly origin: string;
  readonly parentFile: string | null;
  readonly parentThread: number | null;
  readonly parentNs: number | null;
  readonly hook: string;
  /** Bytes allocated and freed were counted. */
  readonly allocations: boolean;
}

export interface FileDefinition {
  readonly id: number;
  readonly path: string;
}

export interface FunctionDefinition {
  readonly id: number;
  readonly fileId: number;
  readonly name: string;
  readonly qualname: string;
  readonly firstLine: number;
  /** Bits of `FunctionFlag`. */
  readonly flags: number;
  readonly argumentCount: number;
  /** Local names by index; the first `argumentCount` are the arguments. */
  readonly names: readonly string[];
  readonly module: string;
}

export interface SiteDefinition {
  readonly id: number;
  readonly fileId: number;
  /** 0 when the caller is not recorded. */
  readonly functionId: number;
  readonly line: number;
  readonly callerQualname: string;
}

export interface ThreadDefinition {
  readonly serial: number;
  /** `threading.get_ident()`, as a double. */
  readonly ident: number;
  readonly nativeId: number | null;
  readonly name: string;
}

export interface TaskDefinition {
  readonly id: number;
  readonly name: string;
  readonly coroutine: string | null;
}

interface ProcessChunk {
  readonly type: 'process';
  readonly header: ChunkHeader;
  readonly process: ProcessRecord;
}

/** Rows that come before their first use. A later row with the same id replaces the earlier one. */
export interface DefinitionsChunk {
  readonly type: 'definitions';
  /** Of the chunk itself, or of the chunk that used what `placeholder` stands for. */
  readonly header: ChunkHeader;
  /** The reader made these up for ids that the file does not define; a problem says so. */
  readonly placeholder: boolean;
  readonly files: readonly FileDefinition[];
  readonly functions: readonly FunctionDefinition[];
  readonly sites: readonly SiteDefinition[];
  readonly threads: readonly ThreadDefinition[];
  readonly tasks: readonly TaskDefinition[];
}

/**
 * Consecutive events of one thread. Which events have an entry in which column stands in docs/format.md; a reader
 * only hands out chunks whose columns have exactly the entries that their kinds and the functions defined so far
 * (placeholders included) ask for. Where the file's own column did not fit, it holds zeros and a problem says so.
 */
export interface EventsChunk {
  readonly type: 'events';
  readonly header: ChunkHeader;
  readonly count: number;
  /** Open calls of the thread before the first event, null when the recorder does not count them. */
  readonly depth: number | null;
  /** Chunks were lost or skipped since the last events chunk handed out: calls of any thread may be missing. */
  readonly gapBefore: boolean;
  /** Per event: kind in the low four bits, then `EventFlag`. */
  readonly kinds: Uint8Array;
  readonly functions: UintColumn;
  /** Nanoseconds since the event before; the first event is at `header.firstNs`. */
  readonly deltas: UintColumn;
  /** Per call, resume and throw. */
  readonly sites: UintColumn;
  /** Per event with `EventFlag.hasUserSite`. */
  readonly userSites: UintColumn;
  /** Per call, resume and throw of a generator, coroutine or async generator; 0 when unknown. */
  readonly activations: UintColumn;
  /** Per call, resume and throw of a coroutine or async generator; 0 for none. */
  readonly tasks: UintColumn;
  /** Per event with `EventFlag.hasValue`; 0 when the value was lost. */
  readonly valueLengths: UintColumn;
  /** Per event with `EventFlag.hasAllocation`: bytes since the event before. */
  readonly allocatedBytes: UintColumn;
  readonly freedBytes: UintColumn;
  /** The values one after the other. */
  readonly values: Uint8Array;
  /** Offset of `values` in the decoded payload: what `locate` needs to read one of them again. */
  readonly valuesOffset: number;
}

export interface EndChunk {
  readonly type: 'end';
  readonly header: ChunkHeader;
  /** 'exit', '_exit', 'exec', 'stop' or 'error'. */
  readonly reason: string;
  readonly events: number;
  readonly dropped: number;
}

/** Something the recorder could not do, in its own words. */
export interface ProblemChunk {
  readonly type: 'problem';
  readonly header: ChunkHeader;
  readonly code: string;
  readonly message: string;
  readonly atNs: number;
  readonly thread: number | null;
}

export type Chunk = ProcessChunk | DefinitionsChunk | EventsChunk | EndChunk | ProblemChunk;
