import { CodedError } from '../base/result.js';
import { readSnapshotRecord } from '../format/snapshot-record.js';
import { dominatorTree } from '../heap/dominators.js';
import { edgeSets } from '../heap/edge-sets.js';
import { factsOf } from '../heap/facts.js';
import type { ComparedFacts } from '../heap/facts.js';
import { findingsOf, judgedWith } from '../heap/findings.js';
import { openSnapshot } from '../heap/open-snapshot.js';
import { Signatures } from '../heap/signatures.js';
import { ticker, within } from '../heap/tick.js';
import type { Tick } from '../heap/tick.js';
import { typeTotals } from '../heap/type-totals.js';
import type { Channel } from '../rpc/channel.js';
import { HEAP_PAGE_ROWS } from '../rpc/heap-contract.js';
import type { HeapEvents, HeapMethods, HeapSummary } from '../rpc/heap-contract.js';
import { serve } from '../rpc/server.js';
import type { Server } from '../rpc/server.js';
import { HeapComparison } from './heap-comparison.js';
import { dominatedNodes } from './heap-dominated.js';
import { findObject } from './heap-find.js';
import { HeapObjects } from './heap-objects.js';
import type { OpenHeap } from './heap-objects.js';
import { sourceReader } from '../heap/source-files.js';
import { keepFindings, stampOf } from '../store/heap/kept.js';
import { pathTo } from './heap-steps.js';
import { recordOf, summaryOf } from './heap-summary.js';
import { HeapTypeTable } from './heap-types.js';

/** Which part of the work each step of opening is, by measurement of snapshots of some million objects. */
const READ = 0.15;
/** Until the references are resolved and roots found. */
const GRAPH = 0.45;
const DOMINATORS = 0.6;
const ANALYSED = 0.95;
const COMPARED = 0.8;

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
  let compared: { readonly path: string; readonly comparison: HeapComparison } | null = null;
  const comparison = (): HeapComparison => {
    if (compared === null) throw new CodedError('bad-argument', 'No snapshot has been compared.');
    return compared.comparison;
  };
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
    compare: async ({ path }, { signal }) => {
      const { heap } = opened();
      if (compared?.path !== path) {
        // One base at a time: what is kept of the last one is given back before.
        compared = null;
        const progress = (fraction: number) => server.emit('comparing', { fraction });
        compared = { path, comparison: await compare(heap, path, signal, progress) };
      }
      return compared.comparison.difference;
    },
    changes: (query) => comparison().changes(page(query)),
    newObjects: ({ change, ...part }) => {
      const { objects } = opened();
      const nodes = comparison().newOf(change, (found) => objects.sorted(found));
      return objects.rowsOf(nodes, page(part));
    },
    changedWays: (change) => comparison().changedWays(change),
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
    find: (query) => findObject(opened().heap, query),
    dominated: (query) =>
      dominatedNodes(opened().heap, query.node === null ? query : { ...query, node: node(query.node) }),
  });
  return server;
}

/** Of the base no more is kept than its facts while this snapshot is compared with it. */
async function compare(
  heap: OpenHeap,
  path: string,
  signal: AbortSignal,
  progress: (fraction: number) => void,
): Promise<HeapComparison> {
  return saying(async () => {
    const tick = ticker({ signal, progress });
    const signatures = new Signatures();
    const base = await baseFacts(path, signatures, signal, tick);
    tick(DOMINATORS);
    const own = factsOf(heap.found, signatures, { tree: heap.tree });
    tick(COMPARED);
    return new HeapComparison({ base, own, signatures });
  });
}

/** By itself, so that the graph of the base is nobody's any more when it is done. */
async function baseFacts(
  path: string,
  signatures: Signatures,
  signal: AbortSignal,
  tick: Tick,
): Promise<ComparedFacts> {
  const found = await openSnapshot(path, { signal, progress: within(tick, 0, READ) });
  tick(GRAPH);
  return factsOf(found, signatures, { tick: within(tick, GRAPH, DOMINATORS) });
}

/** Says what the system or the memory refused in codes. */
async function saying<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    // What a typed array says for which there is no memory.
    if (thrown instanceof RangeError) throw new CodedError('limit', thrown.message, { cause: thrown });
    throw systemFault(thrown) ?? thrown;
  }
}

async function open(path: string, signal: AbortSignal, progress: (fraction: number) => void): Promise<Opened> {
  return saying(async () => {
    const stamp = stampOf(path);
    const tick = ticker({ signal, progress });
    const found = await openSnapshot(path, { signal, progress: within(tick, 0, READ) });
    tick(GRAPH);
    const tree = dominatorTree(found.graph, edgeSets.weak, within(tick, GRAPH, DOMINATORS));
    const heap: OpenHeap = { found, tree, read: sourceReader() };
    const verdict = judgedWith(found, heap.read, { tree, tick: within(tick, DOMINATORS, ANALYSED) });
    const totals = typeTotals(found.graph, found.snapshot.types.length, tree);
    const types = new HeapTypeTable(found.snapshot.types, totals);
    const summary = summaryOf(heap, verdict, types.count);
    progress(1);
    // For sql and the command line, when this has been answered.
    if (stamp !== null)
      setImmediate(() => keepFindings(path, stamp, () => findingsOf(found, heap.read, { tree, verdict })));
    return { heap, types, objects: new HeapObjects(heap), summary };
  });
}

/** Of what the file system says. */
function systemFault(thrown: unknown): CodedError | null {
  if (!(thrown instanceof Error) || !('code' in thrown) || !('syscall' in thrown)) return null;
  return new CodedError(thrown.code === 'ENOENT' ? 'not-found' : 'io', thrown.message, { cause: thrown });
}
