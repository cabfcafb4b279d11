import type { CallStack } from './call-stack.js';
import { Outermost } from './call-stack.js';
import { grown } from './pair-table.js';
import { FunctionTotals, PairTotals } from './totals.js';

/** Distinct caller-callee pairs, and distinct pairs of site and callee, that are kept a process. */
export const MAX_PAIRS = 1_000_000;

/**
 * Statistics of one process, kept up slice by slice. Functions and sites are numbered here 1, 2, 3 ... in the order of
 * their definition; `runFunctions` and `runSites` lead to the run's ids.
 *
 * Recursion: time counts in a total only when no slice of the same function (pair, site) was open on the thread, as in
 * cProfile. The counts of open slices are those of the thread at work; `shift` changes them at every change of thread,
 * which costs less than counts per thread would in memory.
 */
export class ProcessTotals {
  readonly functions = new FunctionTotals();
  readonly edges: PairTotals;
  /** By site and callee. */
  readonly sites: PairTotals;
  readonly #functionNumbers = new Map<number, number>();
  readonly #siteNumbers = new Map<number, number>();
  runFunctions = new Uint32Array(64);
  runSites = new Uint32Array(64);
  /** What `enter` found: ordinals of the pairs, and `Outermost`. */
  edge = 0;
  site = 0;
  outermost = 0;
  // The latest pair of every site: a line nearly always calls the same function from the same function.
  #callee = new Uint32Array(64);
  #caller = new Uint32Array(64);
  #edge = new Uint32Array(64);
  #site = new Uint32Array(64);

  constructor(maxPairs = MAX_PAIRS) {
    this.edges = new PairTotals(maxPairs);
    this.sites = new PairTotals(maxPairs);
  }

  /** Number of a function of the run, a new one when it is seen for the first time. */
  functionNumber(runId: number): number {
    const known = this.#functionNumbers.get(runId);
    if (known !== undefined) return known;
    const number = this.#functionNumbers.size + 1;
    this.#functionNumbers.set(runId, number);
    this.functions.ensure(number + 1);
    if (number >= this.runFunctions.length) this.runFunctions = grown(this.runFunctions, number * 2);
    this.runFunctions[number] = runId;
    return number;
  }

  /** The same for a site. */
  siteNumber(runId: number): number {
    const known = this.#siteNumbers.get(runId);
    if (known !== undefined) return known;
    const number = this.#siteNumbers.size + 1;
    this.#siteNumbers.set(runId, number);
    if (number >= this.runSites.length) {
      this.runSites = grown(this.runSites, number * 2);
      this.#callee = grown(this.#callee, number * 2);
      this.#caller = grown(this.#caller, number * 2);
      this.#edge = grown(this.#edge, number * 2);
      this.#site = grown(this.#site, number * 2);
    }
    this.runSites[number] = runId;
    return number;
  }

  /** A slice begins; `caller` is 0 when nothing is open below it. */
  enter(fn: number, site: number, caller: number): void {
    if (this.#callee[site] !== fn || this.#caller[site] !== caller) {
      this.#callee[site] = fn;
      this.#caller[site] = caller;
      this.#edge[site] = this.edges.ordinal(caller, fn);
      this.#site[site] = site === 0 ? 0 : this.sites.ordinal(site, fn);
    }
    const edge = (this.edge = this.#edge[site]);
    const pair = (this.site = this.#site[site]);
    let outermost = 0;
    if (this.functions.active[fn]++ === 0) outermost = Outermost.ofFunction;
    if (this.edges.active[edge]++ === 0) outermost |= Outermost.ofEdge;
    if (this.sites.active[pair]++ === 0) outermost |= Outermost.ofSite;
    this.outermost = outermost;
  }

  /** The slice that has just begun is a call's first. */
  countCall(fn: number): void {
    this.functions.calls[fn]++;
    this.edges.calls[this.edge]++;
    this.sites.calls[this.site]++;
  }

  leave(fn: number, edge: number, site: number, flags: number, length: number, self: number): void {
    const { functions, edges, sites } = this;
    functions.selfNs[fn] += self;
    functions.active[fn]--;
    edges.active[edge]--;
    sites.active[site]--;
    if (flags & Outermost.ofFunction) functions.totalNs[fn] += length;
    if (flags & Outermost.ofEdge) edges.totalNs[edge] += length;
    if (flags & Outermost.ofSite) sites.totalNs[site] += length;
  }

  /** A slice that is open on a thread begins (1) or ceases (-1) to count, because the turn passes to or from it. */
  shift(stack: CallStack, at: number, by: 1 | -1): void {
    this.functions.active[stack.functions[at]] += by;
    this.edges.active[stack.edge[at]] += by;
    this.sites.active[stack.site[at]] += by;
  }
}
