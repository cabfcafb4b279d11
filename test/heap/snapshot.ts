/** Snapshots by hand: objects by name, with the references that Python would write. */
import { HeapEdgeKind } from '../../src/format/schema.gen.js';
import { edgeSets } from '../../src/heap/edge-sets.js';
import { reach } from '../../src/heap/reach.js';
import type { SnapshotGraph } from '../../src/heap/snapshot-graph.js';
import { graphOf } from './build.js';
import type { Edge } from './build.js';

export interface Made {
  readonly type: string;
  readonly size?: number;
  /** Where it lies; by default where its name says, the same for the same name. */
  readonly at?: bigint;
  readonly refcount?: number;
  /** `.name`, `['key']`, `[3]`, `<key>`, `<class>`, to the object of that name. */
  readonly refers?: Readonly<Record<string, string>>;
}

export interface MadeSnapshot {
  readonly pid?: number;
  /** Where its types lie: chance for each process. */
  readonly base?: bigint;
  /** Names of the roots, by object. */
  readonly roots: Readonly<Record<string, string>>;
  readonly objects: Readonly<Record<string, Made>>;
}

export function snapshotOf({ pid = 1, base = 0x1000n, roots, objects }: MadeSnapshot): SnapshotGraph {
  const names = Object.keys(objects);
  const made = Object.values(objects);
  const types = [...new Set(made.map(({ type }) => type))];
  const texts: string[] = [];
  const edges = made.flatMap(({ refers = {} }, from) =>
    Object.entries(refers).map(([step, to]): Edge => [from, names.indexOf(to), labelOf(step, texts)]),
  );
  const rootNodes = Object.keys(roots).map((name) => names.indexOf(name));
  const graph = graphOf({
    nodeCount: names.length,
    edges,
    roots: rootNodes,
    shallow: made.map(({ size = 16 }) => size),
    type: made.map(({ type }) => types.indexOf(type)),
    refcount: made.map(({ refcount = 1 }) => refcount),
  });
  const none = new Uint32Array(0);
  return {
    snapshot: {
      record: { pid, takenEpochNs: 0n, pythonVersion: '', label: '', reason: '', walker: '', rssBytes: null },
      nodeCount: names.length,
      addresses: BigUint64Array.from(made, ({ at }, index) => at ?? addressOf(names[index])),
      typeIds: graph.type,
      sizes: graph.shallow,
      refcounts: graph.refcount,
      texts,
      types: types.map((name) => ({ name, address: base + addressOf(name), file: null, line: 0 })),
      roots: rootNodes.map((node) => ({ kind: 1, node, name: '' })),
      places: { nodes: none, files: none, lines: none, names: none },
      strings: { nodes: none, hashes: new BigUint64Array(0) },
      tracked: names.length,
      whole: true,
      problems: [],
    },
    graph,
    rootNames: new Map(Object.entries(roots).map(([name, text]) => [names.indexOf(name), text])),
    reached: reach(graph, edgeSets.weak),
  };
}

/** A place of its own for each short name. */
function addressOf(name: string): bigint {
  let sum = 7n;
  for (const letter of name) sum = (sum * 131n + BigInt(letter.codePointAt(0) ?? 0)) % 2n ** 40n;
  return sum * 16n;
}

function labelOf(step: string, texts: string[]): number {
  const kinds = [
    [/^\.(\w+)$/, HeapEdgeKind.attribute],
    [/^\[(\d+)\]$/, HeapEdgeKind.item],
    [/^\[(.+)\]$/, HeapEdgeKind.key],
    [/^<key (.+)>$/, HeapEdgeKind.keyObject],
    [/^<local (\w+)>$/, HeapEdgeKind.local],
    [/^<(class)>$/, HeapEdgeKind.type],
    [/^<(item) \d+>$/, HeapEdgeKind.member],
    [/^<(reference)>$/, HeapEdgeKind.reference],
  ] as const;
  for (const [pattern, kind] of kinds) {
    const text = pattern.exec(step)?.[1];
    if (text === undefined) continue;
    if (kind === HeapEdgeKind.item) return kind | (Number(text) << 5);
    return kind | ((texts.push(text) - 1) << 5);
  }
  throw new Error(`no step: ${step}`);
}
