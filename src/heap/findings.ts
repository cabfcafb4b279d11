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
import { isDeclaredData, placesOfSteps } from './source-lines.js';
import type { ReadSource } from './source-lines.js';
import { sentenceOf } from './verdict-sentence.js';
import { analyse, verdictOf } from './verdict.js';
import type { AnalyseOptions, Holder, Verdict } from './verdict.js';

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
  | 'others'
  | 'retainedBytes'
  | 'count'
  | 'trackedCount'
  | 'itemCount'
  | 'itemType'
  | 'shape'
  | 'idiom'
  | 'confidence'
  | 'grown'
  | 'isDeclared'
> {
  readonly name: string;
  /** The verdict about this holder. */
  readonly sentence: string;
  readonly path: readonly FoundStep[];
}

export /** Its place is that of `placesOfSteps`: of what holds, the line that stores into it, in the source as it was then. */
interface FoundStep extends PathStep {
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
export function findingsOf(found: SnapshotGraph, read: ReadSource, known: Partial<Known> = {}): Findings {
  const { snapshot, graph } = found;
  const tree = known.tree ?? dominatorTree(graph, edgeSets.weak);
  const { sentence, holders } = known.verdict ?? judgedWith(found, read, { tree });
  const types = typesOf(found, tree);
  return {
    objects: graph.nodeCount,
    references: graph.edgeCount,
    bytes: types.reduce((sum, { shallowBytes }) => sum + shallowBytes, 0),
    sentence,
    holders: holders.map((holder) => foundHolder(found, read, holder)),
    types,
    ...waysOf(found),
    problems: snapshot.problems.map(({ message }) => message),
  };
}

/** The verdict on a snapshot whose sources can be read. */
export function judgedWith(found: SnapshotGraph, read: ReadSource, options: AnalyseOptions = {}): Verdict {
  return verdictOf(analyse(found, options), (path) => isDeclaredData(path, read, found));
}

function foundHolder(found: SnapshotGraph, read: ReadSource, holder: Holder): FoundHolder {
  const { path, idiom, dataBytes: _, ...plain } = holder;
  const places = placesOfSteps(path, read, found);
  return {
    ...plain,
    idiom: idiom === null ? null : { name: idiom.name, because: idiom.because, todo: idiom.todo },
    name: holderName(path),
    sentence: sentenceOf(holder),
    path: path.map((step, at) => ({
      ...step,
      place: places[at] ?? null,
      address: Number(found.snapshot.addresses[step.node]),
    })),
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
