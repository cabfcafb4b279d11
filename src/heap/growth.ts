import { NONE } from './graph.js';
import { holderName, isUnexplained, stepsOf } from './holding-path.js';
import type { PathStep } from './holding-path.js';
import { idiomOf } from './idioms.js';
import type { Idiom } from './idioms.js';
import { shortestPath } from './reach.js';
import { NO_SIGNATURE, Signatures, signaturesOf } from './signatures.js';
import { typeName } from './snapshot-graph.js';
import type { SnapshotGraph } from './snapshot-graph.js';

/** One number for each snapshot, in their order. */
export type Series = readonly number[];

export interface GrowingType {
  readonly type: string;
  readonly counts: Series;
  readonly bytes: Series;
}

/** Objects of which there are more in every snapshot, all held in the same way. */
export interface GrowingHolder {
  /** To one of the objects, in the last snapshot; the holder is marked. */
  readonly path: readonly PathStep[];
  readonly holder: string;
  readonly type: string;
  readonly counts: Series;
  /** Of these objects and of what is held through them: bytes by themselves, summed up. */
  readonly bytes: Series;
  readonly idiom: Idiom | null;
  /** Every step brought about as many. */
  readonly isEven: boolean;
}

export interface Growth {
  readonly snapshots: number;
  /** Of all objects. */
  readonly counts: Series;
  readonly bytes: Series;
  /** Those that grow in every step, the one that grew by the most bytes first. */
  readonly types: readonly GrowingType[];
  readonly holders: readonly GrowingHolder[];
}

/** As many or fewer say nothing. */
export const FEWEST_SNAPSHOTS = 3;
const MOST_HOLDERS = 20;
/** What no Python object is known to hold comes before a holder with a name only when it grew by so many times as much. */
const UNEXPLAINED = 4;
/** Steps whose numbers differ by less are alike. */
const EVEN = 0.25;

interface Sums {
  readonly counts: Float64Array;
  readonly bytes: Float64Array;
}

/** What is counted of one snapshot after the other; of each but the last nothing else is kept. */
export class GrowthSeries {
  readonly #signatures = new Signatures();
  readonly #bySignature: Sums[] = [];
  readonly #byType: Map<string, { count: number; bytes: number }>[] = [];

  /** Snapshots are added in the order in which they were taken. Returns the signature of each object, for `result`. */
  add(found: SnapshotGraph): Int32Array {
    const { graph, snapshot } = found;
    const own = signaturesOf(found, this.#signatures);
    const counts = new Float64Array(this.#signatures.count);
    const bytes = new Float64Array(this.#signatures.count);
    const types = new Map<string, { count: number; bytes: number }>();
    const ofType = snapshot.types.map(({ name }) => {
      const known = types.get(name) ?? { count: 0, bytes: 0 };
      types.set(name, known);
      return known;
    });
    for (let node = 0; node < graph.nodeCount; node++) {
      const type = ofType[graph.type[node]];
      if (type !== undefined) {
        type.count++;
        type.bytes += graph.shallow[node];
      }
      const signature = own[node];
      if (signature === NO_SIGNATURE) continue;
      counts[signature]++;
      bytes[signature] += graph.shallow[node];
    }
    this.#bySignature.push({ counts, bytes });
    this.#byType.push(types);
    return own;
  }

  /**
   * @param last the snapshot that was added last
   * @param own what `add` returned for it
   */
  result(last: SnapshotGraph, own: Int32Array): Growth {
    const totals = this.#byType.map((types) => [...types.values()]);
    return {
      snapshots: this.#byType.length,
      counts: totals.map((types) => types.reduce((sum, { count }) => sum + count, 0)),
      bytes: totals.map((types) => types.reduce((sum, { bytes }) => sum + bytes, 0)),
      types: this.#growingTypes(),
      holders: this.#growingHolders(last, own),
    };
  }

  #growingTypes(): readonly GrowingType[] {
    const [last] = this.#byType.slice(-1);
    return [...last.keys()]
      .map((type) => ({
        type,
        counts: this.#byType.map((types) => types.get(type)?.count ?? 0),
        bytes: this.#byType.map((types) => types.get(type)?.bytes ?? 0),
      }))
      .filter(({ counts }) => isGrowing(counts))
      .toSorted((a, b) => gain(b.bytes) - gain(a.bytes) || gain(b.counts) - gain(a.counts));
  }

  #growingHolders(last: SnapshotGraph, own: Int32Array): readonly GrowingHolder[] {
    const signatures = this.#signatures;
    const below = this.#bySignature.map(({ bytes }) => this.#withBelow(bytes));
    const countsOf = (signature: number) => this.#bySignature.map(({ counts }) => counts[signature] ?? 0);
    const bytesOf = (signature: number) => below.map((bytes) => bytes[signature] ?? 0);
    // Where what holds grows as well, it is the one to look at. Of several held by one, the largest stands for it.
    const best = new Map<number, number>();
    for (let signature = 0; signature < signatures.count; signature++) {
      if (!isGrowing(countsOf(signature))) continue;
      const above = signatures.above(signature);
      if (above !== NO_SIGNATURE && isGrowing(countsOf(above))) continue;
      const key = above === NO_SIGNATURE ? -2 - signature : above;
      const known = best.get(key);
      if (known === undefined || gain(bytesOf(signature)) > gain(bytesOf(known))) best.set(key, signature);
    }
    const found = [...best.values()]
      .map((signature) => ({ signature, bytes: bytesOf(signature), counts: countsOf(signature) }))
      .toSorted((a, b) => this.#weight(b.signature, b.bytes) - this.#weight(a.signature, a.bytes))
      .slice(0, MOST_HOLDERS);
    const examples = examplesOf(new Set(found.map(({ signature }) => signature)), own);
    return found.flatMap(({ signature, ...series }) => {
      const node = examples.get(signature);
      return node === undefined ? [] : [growingHolder(last, node, series)];
    });
  }

  #weight(signature: number, bytes: Series): number {
    const [root] = this.#signatures.stepsOf(signature);
    return gain(bytes) / (isUnexplained(root.edge) ? UNEXPLAINED : 1);
  }

  /** With those of all signatures below. */
  #withBelow(bytes: Float64Array): Float64Array {
    const sums = bytes.slice();
    for (let signature = sums.length - 1; signature >= 0; signature--) {
      const above = this.#signatures.above(signature);
      if (above !== NO_SIGNATURE) sums[above] += sums[signature];
    }
    return sums;
  }
}

/** An object of each signature: the one that is largest in number, as a rule the youngest. */
function examplesOf(wanted: ReadonlySet<number>, own: Int32Array): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  for (let node = own.length - 1; node >= 0 && found.size < wanted.size; node--) {
    if (wanted.has(own[node]) && !found.has(own[node])) found.set(own[node], node);
  }
  return found;
}

function growingHolder(
  last: SnapshotGraph,
  node: number,
  { counts, bytes }: { readonly counts: Series; readonly bytes: Series },
): GrowingHolder {
  const path = shortestPath(last.reached, node);
  const nodes = path?.nodes ?? Uint32Array.of(node);
  const edges = path?.edges ?? new Uint32Array(0);
  const steps = stepsOf(last, nodes, edges, nodes.length < 2 ? NONE : nodes.length - 2);
  const increases = increasesOf(counts);
  return {
    path: steps,
    holder: holderName(steps),
    type: typeName(last.snapshot, last.graph, node),
    counts,
    bytes,
    idiom: idiomOf(steps),
    isEven: Math.max(...increases) <= (1 + EVEN) * Math.min(...increases),
  };
}

/** By how much each is more than the one before. */
function increasesOf(series: Series): readonly number[] {
  return series.slice(1).map((value, at) => value - series[at]);
}

export function isGrowing(series: Series): boolean {
  return increasesOf(series).every((step) => step > 0);
}

export function gain(series: Series): number {
  return series.length === 0 ? 0 : series[series.length - 1] - series[0];
}
