/** What an exporter is given: names up front, then the intervals of one thread after the other. */

export interface ExportFunction {
  readonly id: number;
  readonly name: string;
  readonly file: string;
  /** 0 when unknown. */
  readonly line: number;
}

interface ExportProcess {
  readonly id: number;
  readonly pid: number;
  readonly name: string;
  /** Nanoseconds from the start of the run's first process to time 0 of this one. */
  readonly offsetNs: number;
}

export interface ExportThread {
  readonly id: number;
  /** `id` of its process. */
  readonly process: number;
  /** The operating system's id, where it was recorded. */
  readonly nativeId: number | null;
  readonly name: string;
  readonly firstNs: number;
  readonly lastNs: number;
  readonly calls: number;
}

/** Hears of every interval's begin and end in the order of time, properly nested. */
export interface IntervalVisitor {
  begin(functionId: number, atNs: number): void;
  end(functionId: number, atNs: number): void;
}

export interface ExportSource {
  readonly title: string;
  readonly functions: readonly ExportFunction[];
  readonly processes: readonly ExportProcess[];
  readonly threads: readonly ExportThread[];
  /** Synchronous; what the visitor throws ends the walk. */
  walk(thread: number, visitor: IntervalVisitor): void;
}

/** Where an exporter writes. */
export interface TextSink {
  write(text: string): void;
}

/** Told now and then how many intervals were written; throws to end the export. */
export type Watch = (intervals: number) => void;
