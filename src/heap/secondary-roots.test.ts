import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WEAK, graphs } from '../../test/heap/arbitrary.js';
import { graphOf } from '../../test/heap/build.js';
import { holdingEdges, reached } from '../../test/heap/naive.js';
import { chain, star } from '../../test/heap/shapes.js';
import { NO_COMPONENT, unreachedComponents } from './components.js';
import { isAmong } from './graph.js';
import { reach, reachFurther } from './reach.js';
import { SecondaryRoot, secondaryRoots } from './secondary-roots.js';
import { noTick } from './tick.js';

/** With no roots at all everything is unreached. */
const NO_ROOTS = new Uint32Array(0);

test('nodes of a component lead to each other, and no component leads to a later one', () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const { component, count } = unreachedComponents(graph, WEAK, reach(graph, WEAK), noTick);
      const alive = reached(graph, WEAK);
      const from = (node: number) => reached({ ...graph, roots: Uint32Array.of(node) }, WEAK);
      const ways = Array.from({ length: graph.nodeCount }, (_, node) => from(node));
      expect(new Set(component.filter((one) => one !== NO_COMPONENT)).size).toBe(count);
      for (const [node, own] of component.entries()) {
        expect(own === NO_COMPONENT).toBe(alive.has(node));
        for (const [other, others] of component.entries()) {
          if (alive.has(node) || alive.has(other)) continue;
          expect(own === others).toBe(ways[node].has(other) && ways[other].has(node));
          if (ways[node].has(other)) expect(others).toBeLessThanOrEqual(own);
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('secondary roots reach the rest, and none of them another', () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const before = reach(graph, WEAK);
      const { node, kind, fromC } = secondaryRoots(graph, WEAK, before);
      expect(reachFurther(graph, WEAK, before, node).count).toBe(graph.nodeCount);
      const inbound = (to: number) =>
        [...graph.target.keys()].filter((edge) => graph.target[edge] === to && !isAmong(WEAK, graph.label[edge]))
          .length;
      const surplus = (one: number) => (graph.refcount[one] >= 2 ** 31 ? 0 : graph.refcount[one] - inbound(one));
      for (const [at, root] of node.entries()) {
        const below = reached({ ...graph, roots: Uint32Array.of(root) }, WEAK);
        expect([...node].filter((other) => below.has(other))).toEqual([root]);
        const members = [...below].filter((other) =>
          reached({ ...graph, roots: Uint32Array.of(other) }, WEAK).has(root),
        );
        const most = Math.max(...members.map(surplus));
        expect(fromC[at]).toBe(Math.max(0, most));
        const isCycle = members.length > 1 || holdingEdges(graph, WEAK, root).some(({ to }) => to === root);
        const isImmortal = members.some((one) => graph.refcount[one] >= 2 ** 31);
        if (most > 0) expect(kind[at]).toBe(SecondaryRoot.heldFromC);
        else if (isImmortal) expect(kind[at]).toBe(SecondaryRoot.immortal);
        else expect(kind[at]).toBe(isCycle ? SecondaryRoot.unreachableCycle : SecondaryRoot.unexplained);
      }
    }),
    { numRuns: 500 },
  );
});

test('an object that C holds, a cycle with what hangs on it, an immortal', () => {
  const graph = graphOf({
    nodeCount: 9,
    roots: [0],
    edges: [
      [1, 2],
      // A cycle that holds 5, which a reached node holds weakly.
      [3, 4],
      [4, 3],
      [4, 5],
      [0, 5, 3],
      // A cycle of which C holds one.
      [6, 7],
      [7, 6],
    ],
    refcount: [1, 2, 1, 1, 1, 1, 1, 3, 2 ** 32 - 1],
  });
  expect(secondaryRoots(graph, WEAK, reach(graph, WEAK))).toEqual({
    node: Uint32Array.of(1, 3, 7, 8),
    kind: Uint8Array.of(
      SecondaryRoot.heldFromC,
      SecondaryRoot.unreachableCycle,
      SecondaryRoot.heldFromC,
      SecondaryRoot.immortal,
    ),
    fromC: Uint32Array.of(2, 0, 2, 0),
  });
});

test('kinds that hold and are not counted are named apart', () => {
  const graph = graphOf({
    nodeCount: 2,
    roots: [],
    edges: [
      [0, 1],
      [1, 0, 2],
    ],
    refcount: [1, 1],
  });
  const before = reach(graph, WEAK);
  expect([...secondaryRoots(graph, WEAK, before).kind]).toEqual([SecondaryRoot.unreachableCycle]);
  const { node, kind } = secondaryRoots(graph, WEAK, before, { uncounted: 1 << 2 });
  expect([node[0], kind[0]]).toEqual([0, SecondaryRoot.heldFromC]);
});

test('a chain and a star of 500,000 that nothing holds', () => {
  for (const graph of [chain(500_000), star(500_000)]) {
    const alone = { ...graph, roots: NO_ROOTS };
    expect(secondaryRoots(alone, 0, reach(alone, 0)).node).toEqual(Uint32Array.of(0));
  }
  const cycle = { ...star(500_000, true), roots: NO_ROOTS };
  const { kind } = secondaryRoots(cycle, 0, reach(cycle, 0));
  expect([...kind]).toEqual([SecondaryRoot.unreachableCycle]);
});

test('stops when it is told to', () => {
  const graph = { ...chain(200_000), roots: NO_ROOTS };
  const tick = () => {
    throw new Error('enough');
  };
  expect(() => secondaryRoots(graph, 0, reach(graph, 0), { tick })).toThrow('enough');
});
