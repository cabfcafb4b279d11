import { assertNever } from '../base/assert-never.js';
import { plural } from '../base/counts.js';
import { bytes, formatBytes } from '../base/units.js';
import { accumulations, dataBytes } from './accumulation.js';
import type { Accumulation } from './accumulation.js';
import { dominatorTree, retainedBy } from './dominators.js';
import type { DominatorTree } from './dominators.js';
import { edgeSets } from './edge-sets.js';
import { holderName, holdingPath, payloadOf, sharedPath } from './holding-path.js';
import type { PathStep } from './holding-path.js';
import { idiomOf } from './idioms.js';
import type { Idiom } from './idioms.js';
import { rolesOf } from './program.js';
import { sharedAccumulations } from './shared.js';
import type { Shared } from './shared.js';
import type { Reach } from './reach.js';
import { typeName } from './snapshot-graph.js';
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

/** @param tree where it is known already: that of `edgeSets.weak`. @param tick between stages, by how long each is. */
export function analyse(
  found: SnapshotGraph,
  tree = dominatorTree(found.graph, edgeSets.weak),
  tick: Tick = noTick,
): Analysis {
  const { graph, reached } = found;
  const roles = rolesOf(found);
  tick(0.15);
  const data = dataBytes(graph, tree, roles);
  tick(0.2);
  const leastBytes = Math.max(LEAST_BYTES, LEAST_SHARE * data[graph.nodeCount]);
  const options = { leastBytes, roles };
  const gathered = accumulations(graph, tree, data, options).map((one) => holderOf(found, reached, tree, data, one));
  tick(0.5);
  const shared = sharedAccumulations(graph, tree, reached, data, options).map((one) =>
    sharedHolderOf(found, reached, tree, data, one),
  );
  tick(1);
  const holders = [...gathered, ...shared].toSorted((a, b) => b.dataBytes - a.dataBytes).slice(0, MOST_HOLDERS);
  return { holders };
}

function holderOf(
  found: SnapshotGraph,
  reached: Reach,
  tree: DominatorTree,
  data: Float64Array,
  { holder, items, shape, dataBytes: held }: Accumulation,
): Holder {
  const item = items[0] ?? holder;
  let tracked = 0;
  for (const node of retainedBy(tree, holder)) if (node < found.snapshot.tracked) tracked++;
  return {
    ...judged(
      holdingPath(found, reached, tree, holder, payloadOf(tree, data, item)),
      held / data[found.graph.nodeCount],
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
  found: SnapshotGraph,
  reached: Reach,
  tree: DominatorTree,
  data: Float64Array,
  { holders, items, dataBytes: held, isHeldElsewhere, freed }: Shared,
): Holder {
  const [item] = items;
  // Roots themselves, such as running frames: those that hold next to nothing are not meant.
  const weighty = holders.length > 0 ? items : items.filter((one) => data[one] >= LEAST_OF_LARGEST * data[item]);
  let tracked = 0;
  for (let node = 0; node < found.snapshot.tracked; node++) tracked += freed.isFreed[node];
  return {
    ...judged(sharedPath(found, reached, tree, item, payloadOf(tree, data, item)), held / data[found.graph.nodeCount]),
    ...ofItems(found, weighty.length, item),
    others: [
      ...holders.slice(1).map((holder) => holderName(holdingPath(found, reached, tree, holder, holder))),
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
function judged(path: readonly PathStep[], share: number): Pick<Holder, 'path' | 'idiom' | 'confidence'> {
  const idiom = idiomOf(path);
  if (idiom !== null && share >= HIGH_WITH_IDIOM) return { path, idiom, confidence: 'high' };
  return { path, idiom, confidence: idiom !== null || share >= MEDIUM_SHARE ? 'medium' : 'low' };
}

/** What the best holder is, in one sentence. */
export function verdictOf({ holders }: Analysis): Verdict {
  const [best] = holders;
  return { sentence: best === undefined ? null : sentenceOf(best), holders };
}

function sentenceOf(holder: Holder): string {
  const size = formatBytes(bytes(holder.retainedBytes));
  const chain = holder.path
    .filter(({ repeats }) => repeats > 1)
    .map(({ edge, repeats }) => `${edge.replace(/^\./, '')} x ${repeats.toLocaleString('en')}`);
  const along = chain.length === 0 ? '' : ` (along ${chain.join(', ')})`;
  const because = holder.idiom === null ? '' : `: ${holder.idiom.because}`;
  const frames = runningFrames(holder);
  const by = frames ?? namesOf(holder) + throughWhat(holder);
  const them = frames !== null || holder.others.length > 0 ? 'them' : 'it';
  return `${size} is held by ${by}${along}${because}; clearing ${them} frees ${plural(holder.count, 'object')}.`;
}

function namesOf(holder: Holder): string {
  const names = [holderName(holder.path), ...holder.others];
  const [last] = names.slice(-1);
  return names.length === 1 ? last : `${names.slice(0, -1).join(', ')} and ${last} at once`;
}

function throughWhat({ shape, itemCount, itemType, count }: Holder): string {
  switch (shape) {
    case 'items':
      return `, through ${plural(itemCount, `${itemType} object`)}`;
    case 'single':
      return `, a single ${itemType} object`;
    case 'chain':
    case 'mixed':
      return `, through ${plural(count, 'object')}`;
    default:
      return assertNever(shape, 'shape');
  }
}

/** Of many threads, each of which holds its part; else null. */
function runningFrames({ path: [root], itemCount, shape }: Holder): string | null {
  if (root === undefined || !root.isHolder || shape !== 'items' || itemCount === 1) return null;
  const [, thread] = /^running frame of (.*)$/s.exec(root.edge) ?? [];
  return thread === undefined ? null : `${plural(itemCount, 'running frame')} such as that of ${thread}`;
}
