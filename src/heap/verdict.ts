import { accumulations, dataBytes } from './accumulation.js';
import type { Accumulation } from './accumulation.js';
import { dominatedBy, dominatorTree, retainedBy } from './dominators.js';
import type { DominatorTree } from './dominators.js';
import { edgeSets } from './edge-sets.js';
import { waysByName } from './holding-path-named.js';
import { holderName, holdingPath, ownerOf, payloadOf, sharedPath, wholeOf } from './holding-path.js';
import type { PathStep, WayTo } from './holding-path.js';
import { idiomOf } from './idioms.js';
import type { Idiom } from './idioms.js';
import { rolesOf } from './program.js';
import { sharedAccumulations } from './shared.js';
import type { Shared } from './shared.js';
import { typeName } from './snapshot-graph.js';
import { LEAST_GROWN, grownByHolder } from './verdict-growth.js';
import type { Grown } from './verdict-growth.js';
import { sentenceOf } from './verdict-sentence.js';
import type { SnapshotGraph } from './snapshot-graph.js';
import { noTick } from './tick.js';
import type { Tick } from './tick.js';

/** Who holds much memory. */
export interface Holder {
  /** From a root to the holder, and on into one of its items. */
  readonly path: readonly PathStep[];
  /** Names of others that hold the same items, so that they must be cleared as well. */
  readonly others: readonly string[];
  /** Bytes of data that it keeps: what holders are ordered by. */
  readonly dataBytes: number;
  /** Bytes that clearing it frees. */
  readonly retainedBytes: number;
  /** Objects that clearing it frees. */
  readonly count: number;
  /** Of these, those that the collector tracks: what `len(gc.get_objects())` falls by. */
  readonly trackedCount: number;
  readonly itemCount: number;
  /** Type of its items; of itself where it is one large object. */
  readonly itemType: string;
  readonly shape: Accumulation['shape'];
  readonly idiom: Idiom | null;
  readonly confidence: Confidence;
  /** What became more in every step, where there were several snapshots. */
  readonly grown: Grown | null;
  /** A variable that the program sets once, where it is loaded, and only reads from then on. */
  readonly isDeclared: boolean;
}

type Confidence = 'high' | 'medium' | 'low';

export interface Verdict {
  /** One sentence; null when nothing holds much. */
  readonly sentence: string | null;
  /** Best first. */
  readonly holders: readonly Holder[];
}

/** Less is no leak that anybody looks for. */
const LEAST_BYTES = 512 * 1024;
/** Of all data. */
const LEAST_SHARE = 0.05;
const MOST_HOLDERS = 20;
/** Of all data: with a known way of holding, the verdict is sure from the first on; without, likely from the second on. */
const HIGH_WITH_IDIOM = 0.2;
const MEDIUM_SHARE = 0.3;
/** Of what the largest of several holds. */
const LEAST_OF_LARGEST = 0.01;

export interface Analysis {
  readonly holders: readonly Holder[];
}

export interface AnalyseOptions {
  /** Where it is known already: that of `edgeSets.weak`. */
  readonly tree?: DominatorTree;
  /** By the object that holds what grows, where there are several snapshots. */
  readonly grown?: ReadonlyMap<number, Grown>;
  /** Called between stages, by how long each is. */
  readonly tick?: Tick;
}

/** What is looked at to tell of one holder. */
interface Subject {
  readonly found: SnapshotGraph;
  readonly tree: DominatorTree;
  readonly data: Float64Array;
  readonly grown: ReadonlyMap<number, Grown>;
  /** Ways that begin with a running frame are told by names, where there are some. */
  readonly wayTo: WayTo;
}

export function analyse(
  found: SnapshotGraph,
  { tree: known, grown = new Map(), tick = noTick }: AnalyseOptions = {},
): Analysis {
  const { graph, reached, snapshot } = found;
  const tree = known ?? dominatorTree(graph, edgeSets.weak);
  const roles = rolesOf(found);
  tick(0.15);
  const data = dataBytes(graph, tree, roles);
  tick(0.2);
  const leastBytes = Math.max(LEAST_BYTES, LEAST_SHARE * data[graph.nodeCount]);
  const options = { leastBytes, roles };
  const gathered = accumulations(graph, tree, data, options);
  const isOfClass = (node: number) => (snapshot.types[graph.type[node]]?.file ?? null) !== null;
  const shared = sharedAccumulations(graph, tree, reached, data, options, isOfClass);
  const large = new Set([...gathered.map(({ holder }) => holder), ...shared.flatMap(({ holders }) => holders)]);
  tick(0.5);
  const growing = grownByHolder(grown, large, tree);
  const subject = { found, tree, data, grown: growing, wayTo: waysByName(found) };
  const small = [...growing.keys()].filter((node) => !large.has(node) && data[node] >= LEAST_GROWN);
  const holders = [
    ...gathered.map((one) => holderOf(subject, one)),
    ...shared.map((one) => sharedHolderOf(subject, one)),
    ...small.map((node) => holderOf(subject, smallAccumulation(subject, node))),
  ];
  tick(1);
  const ordered = holders.toSorted(
    (a, b) => Number(b.grown !== null) - Number(a.grown !== null) || b.dataBytes - a.dataBytes,
  );
  return { holders: ordered.slice(0, MOST_HOLDERS) };
}

/** Of what is no large one. */
function smallAccumulation({ tree, data }: Subject, holder: number): Accumulation {
  const items = dominatedBy(tree, holder).toSorted((a, b) => data[b] - data[a]);
  return { holder, items, shape: 'mixed', dataBytes: data[holder] };
}

function holderOf(subject: Subject, { holder: node, items, shape, dataBytes: held }: Accumulation): Holder {
  const { found, tree, data, grown, wayTo } = subject;
  const item = items[0] ?? node;
  const holder = ownerOf(found, tree, node);
  let tracked = 0;
  for (const one of retainedBy(tree, holder)) if (one < found.snapshot.tracked) tracked++;
  const payload = payloadOf(tree, data, item);
  const weight = shape === 'items' ? wholeOf(found, tree, payload) : payload;
  return {
    ...judged(
      holdingPath(found, wayTo, tree, holder, weight),
      held / data[found.graph.nodeCount],
      grown.get(node) ?? null,
    ),
    ...ofItems(found, items.length, item),
    others: [],
    dataBytes: held,
    retainedBytes: tree.retainedBytes[holder],
    count: tree.retainedCount[holder],
    trackedCount: tracked,
    shape,
  };
}

function sharedHolderOf(
  { found, tree, data, grown, wayTo }: Subject,
  { holders, items, dataBytes: held, isHeldElsewhere, freed }: Shared,
): Holder {
  const [item] = items;
  // Roots themselves, such as running frames: those that hold next to nothing are not meant.
  const weighty = holders.length > 0 ? items : items.filter((one) => data[one] >= LEAST_OF_LARGEST * data[item]);
  let tracked = 0;
  for (let node = 0; node < found.snapshot.tracked; node++) tracked += freed.isFreed[node];
  const path = sharedPath(found, wayTo, tree, item, payloadOf(tree, data, item), holders[0]);
  const growth = holders.map((holder) => grown.get(holder)).find((one) => one !== undefined) ?? null;
  return {
    ...judged(path, held / data[found.graph.nodeCount], growth),
    ...ofItems(found, weighty.length, item),
    others: [
      ...holders.slice(1).map((holder) => holderName(holdingPath(found, wayTo, tree, holder, holder))),
      ...(isHeldElsewhere ? ['something else'] : []),
    ],
    dataBytes: held,
    retainedBytes: freed.bytes,
    count: freed.count,
    trackedCount: tracked,
    shape: 'items',
  };
}

function ofItems({ snapshot, graph }: SnapshotGraph, itemCount: number, item: number) {
  return { itemCount, itemType: typeName(snapshot, graph, item) };
}

/** @param share of all data */
function judged(
  path: readonly PathStep[],
  share: number,
  grown: Grown | null,
): Pick<Holder, 'path' | 'idiom' | 'confidence' | 'grown' | 'isDeclared'> {
  const idiom = idiomOf(path);
  const known = { path, idiom, grown, isDeclared: false };
  if (grown !== null || (idiom !== null && share >= HIGH_WITH_IDIOM)) return { ...known, confidence: 'high' };
  return { ...known, confidence: idiom !== null || share >= MEDIUM_SHARE ? 'medium' : 'low' };
}

/**
 * What the best holder is, in one sentence.
 *
 * @param isDeclared of a path: data that the program sets once and only reads, which come after all that may be a leak
 */
export function verdictOf(
  { holders }: Analysis,
  isDeclared: (path: readonly PathStep[]) => boolean = () => false,
): Verdict {
  const judgedOnes = holders.map((holder): Holder => {
    if (holder.grown !== null || holder.idiom !== null || !isDeclared(holder.path)) return holder;
    return { ...holder, isDeclared: true, confidence: 'low' };
  });
  const ordered = judgedOnes.toSorted((a, b) => Number(a.isDeclared) - Number(b.isDeclared));
  const [best] = ordered;
  return { sentence: best === undefined ? null : sentenceOf(best), holders: ordered };
}
