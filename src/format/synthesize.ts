/** Recordings of programs that never ran: as large as a benchmark needs, in seconds. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { ByteWriter } from './byte-writer.js';
import { EventKind } from './schema.gen.js';
import { TraceWriter } from './writer.js';
import type { EventDetails } from './thread-writer.js';
import type { WriterOptions } from './writer.js';

export interface FibonacciOptions extends WriterOptions {
  /** With arguments, locals and results; default true. */
  readonly values?: boolean;
  /** Every event tells bytes allocated and freed, up to some pages of each; default false. */
  readonly memory?: boolean;
}

const MIN_STEP_NS = 30;

/** Uneven as a real clock's steps, and the same every time: Numerical Recipes' linear congruential generator. */
class UnevenClock {
  #now = 0;
  #state = 1;

  /** Nanoseconds: 30 to 157 after the time before. */
  next(): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    this.#now += MIN_STEP_NS + (this.#state >>> 25);
    return this.#now;
  }
}

/**
 * Calls of a naive recursive fibonacci(n): fibonacci(25) makes 242,785, fibonacci(31) 4,356,617, fibonacci(33) 11,405,773.
 */
export function fibonacciCalls(n: number): number {
  let [calls, next] = [1, 1];
  for (let i = 0; i < n; i++) [calls, next] = [next, calls + next + 1];
  return calls;
}

/**
 * What `fibonacci(n)` would leave behind.
 *
 * @param n at most 75: results must be safe integers, and nobody waits that long.
 */
export function synthesizeFibonacci(n: number, options: FibonacciOptions = {}): TraceWriter {
  const trace = new TraceWriter(options);
  const main = trace.function({ qualname: '<module>', firstLine: 1, flags: 0 });
  const fibonacci = trace.function({ qualname: 'fibonacci', firstLine: 1, names: ['n'], argumentCount: 1 });
  const top = trace.site({ functionId: main, line: 6, callerQualname: '<module>' });
  const left = trace.site({ functionId: fibonacci, line: 4, callerQualname: 'fibonacci' });
  const right = trace.site({ functionId: fibonacci, line: 4, callerQualname: 'fibonacci' });
  const thread = trace.thread('MainThread');
  const exits = Array.from({ length: n + 1 }, (_, i) => exitValue(fibonacciNumber(i), i));
  const calls = Array.from({ length: n + 1 }, (_, i) => Uint8Array.of(0x91, i));
  const withValues = options.values ?? true;
  const details = new Map(
    [top, left, right].map((site) => [site, calls.map((value) => (withValues ? { value, site } : { site }))]),
  );
  const results = exits.map((value) => (withValues ? { value } : {}));
  const clock = new UnevenClock();
  const told = (atNs: number, rest: EventDetails = {}): EventDetails =>
    options.memory === true
      ? { ...rest, memory: { allocated: (atNs * 7919) % 9973, freed: (atNs * 104_729) % 9967 } }
      : rest;
  const call = (argument: number, site: number): void => {
    const beginNs = clock.next();
    thread.event(EventKind.call, fibonacci, beginNs, told(beginNs, details.get(site)?.[argument]));
    if (argument > 1) {
      call(argument - 1, left);
      call(argument - 2, right);
    }
    const endNs = clock.next();
    thread.event(EventKind.return, fibonacci, endNs, told(endNs, results[argument]));
  };
  thread.call(main, clock.next());
  call(n, top);
  thread.return(main, clock.next());
  return trace.end();
}

/** The same as a file, without holding more than a chunk in memory. */
export function synthesizeFibonacciFile(path: string, n: number, options: Omit<FibonacciOptions, 'sink'> = {}): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    synthesizeFibonacci(n, { ...options, sink: (bytes) => writeAll(file, bytes) });
  } finally {
    closeSync(file);
  }
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
}

function fibonacciNumber(n: number): number {
  let [number, next] = [0, 1];
  for (let i = 0; i < n; i++) [number, next] = [next, number + next];
  return number;
}

function exitValue(result: number, n: number): Uint8Array {
  const out = new ByteWriter(16);
  out.arrayHead(2).int(result).arrayHead(1).int(n);
  return out.take();
}
