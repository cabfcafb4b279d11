import { expect, test } from 'vitest';
import { snapshotOf } from '../../test/heap/snapshot.js';
import { writeHeapSnapshot } from './heapsnapshot.js';

const objects = {
  app: { type: 'module', size: 72, refers: { '.items': 'items', '<class>': 'type' } },
  items: { type: 'list', size: 64, refers: { '[7]': 'one', '[8]': 'lone' } },
  one: { type: 'Page"\u2028<b>', size: 48, refers: { "['a\"b']": 'lone', '<local x>': 'items' } },
  lone: { type: 'str', size: 50 },
  type: { type: 'type', size: 400 },
  cycle: { type: 'list', size: 56, refers: { '[0]': 'cycle' } },
};
const found = snapshotOf({ roots: { app: 'module app' }, objects });
const cycle = Object.keys(objects).indexOf('cycle');
const withCycle = {
  ...found,
  graph: { ...found.graph, roots: Uint32Array.of(...found.graph.roots, cycle) },
  rootNames: new Map([...found.rootNames, [cycle, 'unreachable cycle']]),
};

interface Written {
  readonly snapshot: {
    readonly node_count: number;
    readonly edge_count: number;
    readonly meta: {
      readonly node_types: readonly [readonly string[]];
      readonly edge_types: readonly [readonly string[]];
    };
  };
  readonly nodes: readonly number[];
  readonly edges: readonly number[];
  readonly strings: readonly string[];
}

async function written(): Promise<{ readonly pieces: readonly string[]; readonly parsed: Written }> {
  const pieces: string[] = [];
  await writeHeapSnapshot(withCycle, { write: (text) => void pieces.push(text) });
  return { pieces, parsed: JSON.parse(pieces.join('')) as Written };
}

test('objects and references are those of the snapshot, below a root and the roots of the system', async () => {
  const { snapshot, nodes, edges, strings } = (await written()).parsed;
  const [nodeTypes, edgeTypes] = [snapshot.meta.node_types[0], snapshot.meta.edge_types[0]];
  const rows = Array.from({ length: snapshot.node_count }, (_, at) => nodes.slice(7 * at, 7 * at + 7));
  expect(nodes).toHaveLength(7 * snapshot.node_count);
  expect(edges).toHaveLength(3 * snapshot.edge_count);
  expect(rows.map(([type, name, id, size, count]) => [nodeTypes[type], strings[name], id, size, count])).toEqual([
    ['synthetic', '', 1, 0, 2],
    ['synthetic', '(GC roots)', 3, 0, 1],
    ['object', 'module', 5, 72, 2],
    ['object', 'list', 7, 64, 2],
    ['object', 'Page"\u2028<b>', 9, 48, 2],
    ['object', 'str', 11, 50, 0],
    ['object', 'type', 13, 400, 0],
    ['object', 'list', 15, 56, 1],
  ]);
  let edge = 0;
  const told = rows.flatMap(([, , from, , count]) =>
    Array.from({ length: count }, () => {
      const [type, name, to] = edges.slice(3 * edge, 3 * ++edge);
      const text = edgeTypes[type] === 'element' ? name : strings[name];
      return [from, edgeTypes[type], text, rows[to / 7][2]];
    }),
  );
  expect(told).toEqual([
    [1, 'element', 1, 3],
    [1, 'property', 'module app', 5],
    [3, 'property', 'unreachable cycle', 15],
    [5, 'property', 'items', 7],
    [5, 'internal', '<class>', 13],
    [7, 'element', 7, 9],
    [7, 'element', 8, 11],
    [9, 'property', `'a"b'`, 11],
    [9, 'context', 'x', 7],
    [15, 'element', 0, 15],
  ]);
});

test('it is written piece by piece, and can be stopped', async () => {
  expect((await written()).pieces.length).toBeGreaterThan(5);
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(writeHeapSnapshot(withCycle, { write: () => undefined }, { signal })).rejects.toThrow('enough');
});
