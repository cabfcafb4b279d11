import { PairTable, grown } from './pair-table.js';

/** Sums per function of one process, by the process's own numbers of functions. Times in nanoseconds. */
export class FunctionTotals {
  calls = new Float64Array(64);
  resumes = new Float64Array(64);
  exceptions = new Float64Array(64);
  valuesKept = new Float64Array(64);
  selfNs = new Float64Array(64);
  totalNs = new Float64Array(64);
  /** Infinity until a call has ended. */
  minNs = new Float64Array(64).fill(Infinity);
  maxNs = new Float64Array(64);
  /** Bytes; zero where they were not counted. */
  selfAllocated = new Float64Array(64);
  selfFreed = new Float64Array(64);
  totalAllocated = new Float64Array(64);
  totalFreed = new Float64Array(64);
  /** Open slices on the thread at work. */
  active = new Int32Array(64);

  ensure(functions: number): void {
    const before = this.calls.length;
    if (functions <= before) return;
    const length = Math.max(functions, before * 2);
    this.calls = grown(this.calls, length);
    this.resumes = grown(this.resumes, length);
    this.exceptions = grown(this.exceptions, length);
    this.valuesKept = grown(this.valuesKept, length);
    this.selfNs = grown(this.selfNs, length);
    this.totalNs = grown(this.totalNs, length);
    this.minNs = grown(this.minNs, length).fill(Infinity, before);
    this.maxNs = grown(this.maxNs, length);
    this.selfAllocated = grown(this.selfAllocated, length);
    this.selfFreed = grown(this.selfFreed, length);
    this.totalAllocated = grown(this.totalAllocated, length);
    this.totalFreed = grown(this.totalFreed, length);
    this.active = grown(this.active, length);
  }

  /** A call is over. */
  observe(fn: number, activeNs: number): void {
    if (activeNs < this.minNs[fn]) this.minNs[fn] = activeNs;
    if (activeNs > this.maxNs[fn]) this.maxNs[fn] = activeNs;
  }
}

/** Sums per pair: caller and callee, or site and callee. Ordinal 0 holds the pairs beyond the limit. */
export class PairTotals {
  readonly pairs: PairTable;
  calls = new Float64Array(64);
  totalNs = new Float64Array(64);
  /** Open slices on the thread at work. */
  active = new Int32Array(64);

  constructor(limit: number) {
    this.pairs = new PairTable(limit);
  }

  ordinal(first: number, second: number): number {
    const ordinal = this.pairs.ordinal(first, second);
    if (ordinal >= this.calls.length) {
      const length = this.calls.length * 2;
      this.calls = grown(this.calls, length);
      this.totalNs = grown(this.totalNs, length);
      this.active = grown(this.active, length);
    }
    return ordinal;
  }
}
