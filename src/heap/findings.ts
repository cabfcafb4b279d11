import { dominatorTree } from './dominators.js';
import type { DominatorTree } from './dominators.js';
import { edgeSets } from './edge-sets.js';
import { holderName } from './holding-path.js';
import type { PathStep } from './holding-path.js';
import { NO_SIGNATURE, Signatures, signaturesOf } from './signatures.js';
import type { SignatureStep } from './signatures.js';
import type { SnapshotGraph } from './snapshot-graph.js';
import { typeTotals } from './type-totals.js';
import { unreachableByType } from './unreachable.js';
import { analyse, verdictOf } from './verdict.js';
import type { Holder, Verdict } from './verdict.js';

/** What was found out about a snapshot, small enough to be kept: no column of its objects is in it. */
export interface Findings {
  readonly objects: number;
  readonly references: number;
  /** Of all objects, by themselves. */
  readonly bytes: number;
  /** The verdict; null when nothing holds much. */
  readonly sentence: string | null;
  /** Best first. */
  readonly holders: readonly FoundHolder[];
  /** In the order of the snapshot, those without objects left out; two may have one name. */
  readonly types: readonly FoundType[];
  /** Those that hold most, `MOST_WAYS` of `wayCount`. */
  readonly ways: readonly FoundWay[];
  readonly wayCount: number;
  /** What of the snapshot is missing, in sentences. */
  readonly problems: readonly string[];
}

export interface FoundHolder extends Pick<
  Holder,
  'others' | 'retainedBytes' | 'count' | 'trackedCount' | 'itemCount' | 'itemType' | 'shape' | 'idiom' | 'confidence'
> {
  readonly name: string;
  /** The verdict about this holder. */
  readonly sentence: string;
  readonly path: readonly FoundStep[];
}

export interface FoundStep extends PathStep {
  /** What id() tells of the object; exact up to 2^53, beyond which no process has memory. */
  readonly address: number;
}

export interface FoundType {
  readonly type: string;
  readonly file: string | null;
  /** 0 where unknown. */
  readonly line: number;
  readonly count: number;
  readonly shallowBytes: number;
  readonly retainedBytes: number;
  /** Of these, what nothing but cycles holds. */
  readonly unreachableCount: number;
  readonly unreachableBytes: number;
}

/** A way of being held, and what is held so. */
export interface FoundWay {
  readonly steps: readonly SignatureStep[];
  readonly count: number;
  /** Of these objects by themselves. */
  readonly bytes: number;
  /** With all that is held through them, by shortest paths. */
  readonly heldBytes: number;
}

export const MOST_WAYS = 1000;

interface Known {
  /** That of `edgeSets.weak`. */
  readonly tree: DominatorTree;
  readonly verdict: Verdict;
}

/** @param known what was worked out already. */
export function findingsOf(found: SnapshotGraph, known: Partial<Known> = {}): Findings {
  const { snapshot, graph } = found;
  const tree = known.tree ?? dominatorTree(graph, edgeSets.weak);
  const { sentence, holders } = known.verdict ?? verdictOf(analyse(found, tree));
  const types = typesOf(found, tree);
  return {
    objects: graph.nodeCount,
    references: graph.edgeCount,
    bytes: types.reduce((sum, { shallowBytes }) => sum + shallowBytes, 0),
    sentence,
    holders: holders.map((holder) => foundHolder(found, holder)),
    types,
    ...waysOf(found),
    problems: snapshot.problems.map(({ message }) => message),
  };
}

function foundHolder({ snapshot }: SnapshotGraph, holder: Holder): FoundHolder {
  const { others, retainedBytes, count, trackedCount, itemCount, itemType, shape, idiom, confidence } = holder;
  const plain = { others, retainedBytes, count, trackedCount, itemCount, itemType, shape, confidence };
  return {
    ...plain,
    idiom: idiom === null ? null : { name: idiom.name, because: idiom.because, todo: idiom.todo },
    name: holderName(holder.path),
    sentence: verdictOf({ holders: [holder] }).sentence ?? '',
    path: holder.path.map((step) => ({ ...step, address: Number(snapshot.addresses[step.node]) })),
  };
}

function typesOf(found: SnapshotGraph, tree: DominatorTree): readonly FoundType[] {
  const { snapshot, graph } = found;
  const totals = typeTotals(graph, snapshot.types.length, tree);
  const unreachable = unreachableByType(found);
  const rows = snapshot.types.map(({ name, file, line }, id) => ({
    type: name,
    file,
    line,
    count: totals.count[id],
    shallowBytes: totals.shallowBytes[id],
    retainedBytes: totals.retainedBytes[id],
    unreachableCount: unreachable?.count[id] ?? 0,
    unreachableBytes: unreachable?.bytes[id] ?? 0,
  }));
  return rows.filter(({ count }) => count > 0);
}

function waysOf(found: SnapshotGraph): Pick<Findings, 'ways' | 'wayCount'> {
  const { graph } = found;
  const signatures = new Signatures();
  const own = signaturesOf(found, signatures);
  const count = new Float64Array(signatures.count);
  const bytes = new Float64Array(signatures.count);
  for (let node = 0; node < graph.nodeCount; node++) {
    const signature = own[node];
    if (signature === NO_SIGNATURE) continue;
    count[signature]++;
    bytes[signature] += graph.shallow[node];
  }
  const held = bytes.slice();
  // What holds has a smaller number than what it holds.
  for (let signature = held.length - 1; signature >= 0; signature--) {
    const above = signatures.above(signature);
    if (above !== NO_SIGNATURE) held[above] += held[signature];
  }
  const most = Uint32Array.from(held.keys())
    .toSorted((a, b) => held[b] - held[a] || a - b)
    .subarray(0, MOST_WAYS);
  const ways = Array.from(most, (signature) => ({
    steps: signatures.stepsOf(signature),
    count: count[signature],
    bytes: bytes[signature],
    heldBytes: held[signature],
  }));
  return { ways, wayCount: signatures.count };
}
