import type {
  Chunk,
  EndChunk,
  EventsChunk,
  FileDefinition,
  FunctionDefinition,
  ProblemChunk,
  ProcessRecord,
  SiteDefinition,
  TaskDefinition,
  ThreadDefinition,
} from './chunk.js';
import { TraceDecoder } from './decoder.js';
import type { Problem } from './problem.js';

/** A whole recording in memory: for tests, exports of small files and the command line, never for live runs. */
export interface Trace {
  /** Null when the recording does not say. */
  readonly process: ProcessRecord | null;
  readonly files: ReadonlyMap<number, FileDefinition>;
  readonly functions: ReadonlyMap<number, FunctionDefinition>;
  readonly sites: ReadonlyMap<number, SiteDefinition>;
  readonly threads: ReadonlyMap<number, ThreadDefinition>;
  readonly tasks: ReadonlyMap<number, TaskDefinition>;
  readonly events: readonly EventsChunk[];
  readonly recorderProblems: readonly ProblemChunk[];
  readonly end: EndChunk | null;
  /** Everything in the order of the file. */
  readonly chunks: readonly Chunk[];
}

const FEED_BYTES = 1 << 20;

export function readTrace(bytes: Uint8Array): { readonly trace: Trace; readonly problems: readonly Problem[] } {
  const decoder = new TraceDecoder();
  const chunks: Chunk[] = [];
  for (let at = 0; at < bytes.length; at += FEED_BYTES) {
    chunks.push(...decoder.push(bytes.subarray(at, at + FEED_BYTES)));
  }
  chunks.push(...decoder.finish());
  return { trace: collect(chunks), problems: decoder.problems };
}

function collect(chunks: readonly Chunk[]): Trace {
  const definitions = chunks.filter((chunk) => chunk.type === 'definitions');
  return {
    process: chunks.find((chunk) => chunk.type === 'process')?.process ?? null,
    files: new Map(definitions.flatMap(({ files }) => files.map((file) => [file.id, file]))),
    functions: new Map(definitions.flatMap(({ functions }) => functions.map((entry) => [entry.id, entry]))),
    sites: new Map(definitions.flatMap(({ sites }) => sites.map((site) => [site.id, site]))),
    threads: new Map(definitions.flatMap(({ threads }) => threads.map((thread) => [thread.serial, thread]))),
    tasks: new Map(definitions.flatMap(({ tasks }) => tasks.map((task) => [task.id, task]))),
    events: chunks.filter((chunk) => chunk.type === 'events'),
    recorderProblems: chunks.filter((chunk) => chunk.type === 'problem'),
    end: chunks.findLast((chunk) => chunk.type === 'end') ?? null,
    chunks,
  };
}
