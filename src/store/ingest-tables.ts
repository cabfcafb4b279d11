import type { CallBuilder } from '../trace/call-builder.js';
import type { PairTotals } from '../trace/totals.js';
import { openMemory } from '../trace/open-memory.js';
import { openTimes } from '../trace/open-times.js';
import { sizeOf } from './folder.js';
import type { Ingest, IngestedFile } from './ingest.js';
import type { FunctionStatColumns, PairColumns, ProcessRow, RunTables, ThreadRow } from './tables.js';

/** The tables of an ingest as it stands. What is costly is made when it is first asked for. */
export class IngestTables implements RunTables {
  readonly #ingest: Ingest;
  readonly #functionStats = lazily(() => functionStats(this.#ingest));
  readonly #edges = lazily(() => pairs(this.#ingest, edgesOf));
  readonly #siteStats = lazily(() => pairs(this.#ingest, sitesOf));
  readonly #processes = lazily(() => this.#ingest.files.map((file) => processRow(file, this.#ingest.files)));
  readonly #threads = lazily(() => this.#ingest.files.flatMap(threadRows));
  readonly #late = lazily(() => this.#ingest.sink.late());
  readonly #values = lazily(
    () => new Map(this.#ingest.files.map(({ process }) => [process.process, process.values.rows()])),
  );

  constructor(ingest: Ingest) {
    this.#ingest = ingest;
  }

  get processes() {
    return this.#processes();
  }
  get threads() {
    return this.#threads();
  }
  get files() {
    return this.#ingest.dimensions.files;
  }
  get functions() {
    return this.#ingest.dimensions.functions;
  }
  get sites() {
    return this.#ingest.dimensions.sites;
  }
  get tasks() {
    return this.#ingest.dimensions.tasks;
  }
  get functionStats() {
    return this.#functionStats();
  }
  get edges() {
    return this.#edges();
  }
  get siteStats() {
    return this.#siteStats();
  }
  get callChunks() {
    return this.#ingest.sink.callChunks;
  }
  get spanChunks() {
    return this.#ingest.sink.spanChunks;
  }
  get values() {
    return this.#values();
  }
  get late() {
    return this.#late();
  }
  get activationsOffset() {
    return this.#ingest.activationsOffset;
  }
  get activations() {
    return this.#ingest.activations.count;
  }
}

export function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function processRow({ name, path, follower, process }: IngestedFile, files: readonly IngestedFile[]): ProcessRow {
  const { record, end, builder } = process;
  let calls = 0;
  for (const thread of builder.threads.values()) calls += thread.calls;
  const { valuesKept } = builder.totals.functions;
  const parentFile = record?.parentFile ?? null;
  const parent = files.find((file) => file.name === parentFile)?.process.process ?? null;
  const read = follower.problems;
  return {
    process: process.process,
    pid: record?.pid ?? pidOf(name),
    file: name,
    python: record?.pythonVersion ?? '',
    recorder: record?.recorder ?? '',
    reason: record?.recorderReason ?? '',
    hook: record?.hook ?? '',
    argv: record?.argv ?? [],
    origin: record?.origin ?? '',
    parent: parent === process.process ? null : parent,
    calls,
    valuesKept: valuesKept.reduce((sum, kept) => sum + kept, 0),
    threads: builder.threads.size,
    bytes: follower.position,
    startEpochNs: (record?.startEpochNs ?? 0n).toString(),
    durationNs: builder.lastNs,
    ...(process.countsMemory ? { allocations: true } : {}),
    complete: end !== null && end.dropped === 0 && read.length === 0,
    problems: process.problems(read),
    stamp: { name, ...sizeOf(path), size: follower.position, lastOffset: process.lastOffset, lastCrc: process.lastCrc },
  };
}

/** `trace-4242-2.thtrace`: for a file that does not say itself. */
function pidOf(name: string): number {
  return Number(/^trace-(\d+)/.exec(name)?.[1] ?? 0);
}

function threadRows({ process }: IngestedFile): readonly ThreadRow[] {
  return [...process.builder.threads].map(([serial, thread]) => {
    const definition = process.threads.get(serial);
    return {
      thread: thread.ordinal,
      process: process.process,
      serial,
      nativeId: definition?.nativeId ?? null,
      name: definition?.name ?? `thread ${serial}`,
      calls: thread.calls,
      slices: thread.next,
      firstNs: Number.isFinite(thread.firstNs) ? thread.firstNs : 0,
      lastNs: thread.lastNs,
      maxDepth: thread.maxDepth,
    };
  });
}

function functionStats({ files }: Ingest): FunctionStatColumns {
  const called = files.map(({ process }) => ({
    process: process.process,
    builder: process.builder,
    counts: process.countsMemory,
    numbers: calledNumbers(process.builder),
  }));
  const count = called.reduce((sum, { numbers }) => sum + numbers.length, 0);
  const stats = {
    count,
    process: new Uint32Array(count),
    function: new Uint32Array(count),
    calls: new Float64Array(count),
    resumes: new Float64Array(count),
    exceptions: new Float64Array(count),
    valuesKept: new Float64Array(count),
    selfNs: new Float64Array(count),
    totalNs: new Float64Array(count),
    minNs: new Float64Array(count),
    maxNs: new Float64Array(count),
    selfAllocated: new Float64Array(count).fill(NaN),
    selfFreed: new Float64Array(count).fill(NaN),
    totalAllocated: new Float64Array(count).fill(NaN),
    totalFreed: new Float64Array(count).fill(NaN),
  };
  let row = 0;
  for (const { process, builder, counts, numbers } of called) {
    const { functions, runFunctions } = builder.totals;
    const open = openTimes(builder);
    const memory = openMemory(builder);
    for (const number of numbers) {
      stats.process[row] = process;
      stats.function[row] = runFunctions[number];
      stats.calls[row] = functions.calls[number];
      stats.resumes[row] = functions.resumes[number];
      stats.exceptions[row] = functions.exceptions[number];
      stats.valuesKept[row] = functions.valuesKept[number];
      stats.selfNs[row] = functions.selfNs[number] + (open.self.get(number) ?? 0);
      stats.totalNs[row] = functions.totalNs[number] + (open.total.get(number) ?? 0);
      stats.minNs[row] = Number.isFinite(functions.minNs[number]) ? functions.minNs[number] : 0;
      stats.maxNs[row] = functions.maxNs[number];
      if (counts) {
        const held = memory.get(number);
        stats.selfAllocated[row] = functions.selfAllocated[number];
        stats.selfFreed[row] = functions.selfFreed[number];
        stats.totalAllocated[row] = functions.totalAllocated[number] + (held?.allocated ?? 0);
        stats.totalFreed[row] = functions.totalFreed[number] + (held?.freed ?? 0);
      }
      row++;
    }
  }
  return stats;
}

/** Numbers of the functions that were called or resumed. */
function calledNumbers({ totals: { functions, runFunctions } }: CallBuilder): readonly number[] {
  const numbers: number[] = [];
  for (let number = 1; number < runFunctions.length; number++) {
    if (functions.calls[number] > 0 || functions.resumes[number] > 0) numbers.push(number);
  }
  return numbers;
}

interface Pairs {
  readonly totals: PairTotals;
  readonly first: Uint32Array;
}

function edgesOf({ totals }: CallBuilder): Pairs {
  return { totals: totals.edges, first: totals.runFunctions };
}

function sitesOf({ totals }: CallBuilder): Pairs {
  return { totals: totals.sites, first: totals.runSites };
}

function pairs({ files }: Ingest, choose: (builder: CallBuilder) => Pairs): PairColumns {
  const chosen = files.map(({ process }) => ({ process, ...choose(process.builder) }));
  const count = chosen.reduce((sum, { totals }) => sum + totals.pairs.size - 1, 0);
  const columns = {
    count,
    process: new Uint32Array(count),
    first: new Uint32Array(count),
    second: new Uint32Array(count),
    calls: new Float64Array(count),
    totalNs: new Float64Array(count),
  };
  let row = 0;
  for (const { process, totals, first } of chosen) {
    const { runFunctions } = process.builder.totals;
    for (let ordinal = 1; ordinal < totals.pairs.size; ordinal++, row++) {
      columns.process[row] = process.process;
      columns.first[row] = totals.pairs.first[ordinal] === 0 ? 0 : first[totals.pairs.first[ordinal]];
      columns.second[row] = runFunctions[totals.pairs.second[ordinal]];
      columns.calls[row] = totals.calls[ordinal];
      columns.totalNs[row] = totals.totalNs[ordinal];
    }
  }
  return columns;
}
