import { bytes, formatBytes } from '../base/units.js';
import { accumulations, dataBytes } from './accumulation.js';
import type { Accumulation } from './accumulation.js';
import { dominatorTree, retainedBy } from './dominators.js';
import type { DominatorTree } from './dominators.js';
import { edgeSets } from './edge-sets.js';
import { holdingPath, payloadOf } from './holding-path.js';
import type { PathStep } from './holding-path.js';
import { idiomOf } from './idioms.js';
import type { Idiom } from './idioms.js';
import { rolesOf } from './program.js';
import { reach } from './reach.js';
import type { Reach } from './reach.js';
import { typeName } from './snapshot-graph.js';
import type { SnapshotGraph } from './snapshot-graph.js';

/** Who holds much memory. */
export interface Holder {
  /** From a root to the holder, and on into one of its items. */
  readonly path: readonly PathStep[];
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

export interface Analysis {
  readonly reached: Reach;
  readonly tree: DominatorTree;
  readonly data: Float64Array;
  readonly holders: readonly Holder[];
}

export function analyse(found: SnapshotGraph): Analysis {
  const { graph } = found;
  const reached = reach(graph, edgeSets.weak);
  const tree = dominatorTree(graph, edgeSets.weak);
  const roles = rolesOf(found);
  const data = dataBytes(graph, tree, roles);
  const leastBytes = Math.max(LEAST_BYTES, LEAST_SHARE * data[graph.nodeCount]);
  const gathered = accumulations(graph, tree, data, { leastBytes, roles }).slice(0, MOST_HOLDERS);
  const holders = gathered.map((accumulation) => holderOf(found, reached, tree, data, accumulation));
  return { reached, tree, data, holders };
}

function holderOf(
  found: SnapshotGraph,
  reached: Reach,
  tree: DominatorTree,
  data: Float64Array,
  { holder, items, shape, dataBytes: held }: Accumulation,
): Holder {
  const { graph, snapshot } = found;
  const item = items[0] ?? holder;
  const path = holdingPath(found, reached, tree, holder, payloadOf(tree, data, item));
  const idiom = idiomOf(path);
  let trackedCount = 0;
  for (const node of retainedBy(tree, holder)) if (node < snapshot.tracked) trackedCount++;
  const share = held / data[graph.nodeCount];
  return {
    path,
    retainedBytes: tree.retainedBytes[holder],
    count: tree.retainedCount[holder],
    trackedCount,
    itemCount: items.length,
    itemType: typeName(snapshot, graph, item),
    shape,
    idiom,
    confidence: idiom !== null && share >= 0.2 ? 'high' : idiom !== null || share >= 0.3 ? 'medium' : 'low',
  };
}

/** What the best holder is, in one sentence. */
export function verdictOf({ holders }: Analysis): Verdict {
  const [best] = holders;
  return { sentence: best === undefined ? null : sentenceOf(best), holders };
}

function sentenceOf(holder: Holder): string {
  const size = formatBytes(bytes(holder.retainedBytes));
  const what =
    holder.shape === 'items'
      ? `${holder.itemCount.toLocaleString('en')} ${holder.itemType} objects`
      : `${holder.count.toLocaleString('en')} objects`;
  const chain = holder.path
    .filter(({ repeats }) => repeats > 1)
    .map(({ edge, repeats }) => `${edge.replace(/^\./, '')} x ${repeats.toLocaleString('en')}`);
  const along = chain.length === 0 ? '' : ` (along ${chain.join(', ')})`;
  const because = holder.idiom === null ? '' : `: ${holder.idiom.because}`;
  return `${size} is held by ${holderName(holder.path)}, through ${what}${along}${because}; clearing it frees ${holder.count.toLocaleString('en')} objects.`;
}

/** `astroid.manager.MANAGER._mod_file_cache`: the path to the holder in one word. */
function holderName(path: readonly PathStep[]): string {
  const end = path.findIndex(({ isHolder }) => isHolder);
  const [root, ...rest] = path.slice(0, end < 0 ? path.length : end + 1);
  if (root === undefined) return 'what no root leads to';
  const start = root.edge.replace(/^module /, '');
  return start + rest.map(({ edge }) => (/^[.[]/.test(edge) ? edge : ` ${edge} `)).join('');
}
