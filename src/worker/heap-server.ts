import { CodedError } from '../base/result.js';
import { readSnapshotRecord } from '../format/snapshot-record.js';
import { dominatorTree } from '../heap/dominators.js';
import { edgeSets } from '../heap/edge-sets.js';
import { openSnapshot } from '../heap/open-snapshot.js';
import { ticker, within } from '../heap/tick.js';
import { typeTotals } from '../heap/type-totals.js';
import { analyse, verdictOf } from '../heap/verdict.js';
import type { Channel } from '../rpc/channel.js';
import { HEAP_PAGE_ROWS } from '../rpc/heap-contract.js';
import type { HeapEvents, HeapMethods, HeapSummary } from '../rpc/heap-contract.js';
import { serve } from '../rpc/server.js';
import type { Server } from '../rpc/server.js';
import { dominatedNodes } from './heap-dominated.js';
import { HeapObjects } from './heap-objects.js';
import type { OpenHeap } from './heap-objects.js';
import { sourceReader } from '../heap/source-files.js';
import { isDeclaredData } from '../heap/source-lines.js';
import { pathTo } from './heap-steps.js';
import { recordOf, summaryOf } from './heap-summary.js';
import { HeapTypeTable } from './heap-types.js';

/** Which part of the work each step of opening is, by measurement of snapshots of some million objects. */
const READ = 0.15;
/** Until the references are resolved and roots found. */
const GRAPH = 0.45;
const DOMINATORS = 0.6;

/** More are no help to anybody. */
const MOST_WAYS = 50;

interface Opened {
  readonly heap: OpenHeap;
  readonly types: HeapTypeTable;
  readonly objects: HeapObjects;
  readonly summary: HeapSummary;
}

/** Answers for one snapshot, which the first request opens. */
export function serveHeap(channel: Channel): Server<HeapEvents> {
  let opening: Promise<Opened> | null = null;
  let last: Opened | null = null;
  const opened = (): Opened => {
    if (last === null) throw new CodedError('bad-argument', 'No snapshot has been opened.');
    return last;
  };
  const node = (given: number): number => {
    if (given < opened().heap.found.graph.nodeCount) return given;
    throw new CodedError('not-found', `There is no object ${given}.`);
  };
  const page = <Query extends { readonly limit: number }>(query: Query): Query => ({
    ...query,
    limit: Math.min(query.limit, HEAP_PAGE_ROWS),
  });
  const server = serve<HeapMethods, HeapEvents>(channel, {
    open: async ({ path }, { signal }) => {
      opening ??= open(path, signal, (fraction) => server.emit('progress', { fraction }));
      last = await opening;
      return last.summary;
    },
    records: (paths) =>
      Promise.all(
        paths.slice(0, HEAP_PAGE_ROWS).map(async (path) => {
          const record = await readSnapshotRecord(path).catch(() => null);
          return record === null ? null : recordOf(record);
        }),
      ),
    types: (query) => opened().types.page(page(query)),
    objects: (query) => opened().objects.ofType(page(query)),
    randomObject: (type) => opened().objects.random(type),
    object: (given) => (given < opened().heap.found.graph.nodeCount ? opened().objects.object(given) : null),
    references: (query) => opened().objects.references(page({ ...query, node: node(query.node) })),
    holdingPath: (given) => pathTo(opened().heap, node(given)),
    ways: ({ limit, ...query }, { signal }) =>
      opened().objects.ways({ node: node(query.node), limit: Math.min(limit, MOST_WAYS) }, signal),
    dominated: (query) =>
      dominatedNodes(opened().heap, query.node === null ? query : { ...query, node: node(query.node) }),
  });
  return server;
}

async function open(path: string, signal: AbortSignal, progress: (fraction: number) => void): Promise<Opened> {
  try {
    const tick = ticker({ signal, progress });
    const found = await openSnapshot(path, { signal, progress: within(tick, 0, READ) });
    tick(GRAPH);
    const tree = dominatorTree(found.graph, edgeSets.weak, within(tick, GRAPH, DOMINATORS));
    const heap: OpenHeap = { found, tree, read: sourceReader() };
    const verdict = verdictOf(analyse(found, { tree }), (steps) => isDeclaredData(steps, heap.read, found));
    const totals = typeTotals(found.graph, found.snapshot.types.length, tree);
    const types = new HeapTypeTable(found.snapshot.types, totals);
    const summary = summaryOf(heap, verdict, types.count);
    progress(1);
    return { heap, types, objects: new HeapObjects(heap), summary };
  } catch (thrown) {
    // What a typed array says for which there is no memory.
    if (thrown instanceof RangeError) throw new CodedError('limit', thrown.message, { cause: thrown });
    throw systemFault(thrown) ?? thrown;
  }
}

/** Of what the file system says. */
function systemFault(thrown: unknown): CodedError | null {
  if (!(thrown instanceof Error) || !('code' in thrown) || !('syscall' in thrown)) return null;
  return new CodedError(thrown.code === 'ENOENT' ? 'not-found' : 'io', thrown.message, { cause: thrown });
}
