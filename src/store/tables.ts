/**
 * The index of a run as plain tables: built by the ingest, written to and read from index.sqlite, asked by queries.
 * Times are nanoseconds since the start of the process's recording.
 */
import type { RunFunction, RunSite, RunTask } from '../trace/dimensions.js';
import type { ProcessInfo } from './api.js';

/** How to tell that a recording has not changed since it was read. */
export interface FileStamp {
  readonly name: string;
  readonly size: number;
  readonly mtimeMs: number;
  /** Offset and CRC of the last whole chunk, -1 when there is none. */
  readonly lastOffset: number;
  readonly lastCrc: number;
}

/** What `info` says of a process, and what its calls need. */
export interface ProcessRow extends Omit<ProcessInfo, 'startEpochNs'> {
  /** Exact, in decimal. */
  readonly startEpochNs: string;
  readonly stamp: FileStamp;
}

export interface ThreadRow {
  readonly thread: number;
  readonly process: number;
  readonly serial: number;
  readonly nativeId: number | null;
  readonly name: string;
  readonly calls: number;
  /** Intervals of calls: what chunks hold. */
  readonly slices: number;
  readonly firstNs: number;
  readonly lastNs: number;
  readonly maxDepth: number;
}

/** A chunk of slices in the data file. */
export interface CallChunkRow {
  readonly thread: number;
  readonly number: number;
  readonly count: number;
  /** Start of the first slice. */
  readonly firstNs: number;
  readonly minDepth: number;
  readonly offset: number;
  readonly length: number;
  /** src/trace/presence.ts */
  readonly functions: Uint8Array;
}

/** A chunk of spans in the data file. */
export interface SpanChunkRow {
  readonly thread: number;
  readonly level: number;
  /** Least start and greatest end. */
  readonly firstNs: number;
  readonly lastNs: number;
  /** Copies of the single spans that the level below leaves to this one. */
  readonly long: boolean;
  readonly offset: number;
  readonly length: number;
}

/** Statistics per process and function, a row each. */
export interface FunctionStatColumns {
  readonly count: number;
  readonly process: Uint32Array;
  readonly function: Uint32Array;
  readonly calls: Float64Array;
  readonly resumes: Float64Array;
  readonly exceptions: Float64Array;
  readonly valuesKept: Float64Array;
  readonly selfNs: Float64Array;
  readonly totalNs: Float64Array;
  readonly minNs: Float64Array;
  readonly maxNs: Float64Array;
  /** Bytes; NaN where they were not counted. */
  readonly selfAllocated: Float64Array;
  readonly selfFreed: Float64Array;
  readonly totalAllocated: Float64Array;
  readonly totalFreed: Float64Array;
}

/** Statistics per process and pair: caller and callee, or site and callee. A caller of 0 is none. */
export interface PairColumns {
  readonly count: number;
  readonly process: Uint32Array;
  readonly first: Uint32Array;
  readonly second: Uint32Array;
  readonly calls: Float64Array;
  readonly totalNs: Float64Array;
}

/** Where the values of a process lie: rows of `VALUE_FIELDS` in ascending order of base. */
type ValueRows = Float64Array;

/** Exceptions told late: ids of slices, ascending, and addresses of values. */
export interface LateExceptions {
  readonly ids: Float64Array;
  readonly addresses: Float64Array;
}

export interface RunTables {
  readonly processes: readonly ProcessRow[];
  readonly threads: readonly ThreadRow[];
  readonly files: readonly string[];
  readonly functions: readonly RunFunction[];
  readonly sites: readonly RunSite[];
  readonly tasks: readonly RunTask[];
  readonly functionStats: FunctionStatColumns;
  readonly edges: PairColumns;
  readonly siteStats: PairColumns;
  readonly callChunks: readonly CallChunkRow[];
  readonly spanChunks: readonly SpanChunkRow[];
  readonly values: ReadonlyMap<number, ValueRows>;
  readonly late: LateExceptions;
  /** Offset of the pages of activations in the data file, and how many activations there are. */
  readonly activationsOffset: number;
  readonly activations: number;
}
