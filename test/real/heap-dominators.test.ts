/** Dominators of 1,000 random graphs, judged by networkx, which has them by another algorithm. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findPythons } from '../../scripts/lib/pythons.mjs';
import { ensureVenv } from '../../scripts/venvs.mjs';
import { dominatorTree } from '../../src/heap/dominators.js';
import { NONE } from '../../src/heap/graph.js';
import type { HeapGraph } from '../../src/heap/graph.js';
import { graphOf } from '../heap/build.js';
import type { Edge } from '../heap/build.js';
import { holdingEdges } from '../heap/naive.js';
import { numbers } from '../heap/random.js';
import { bipartite, chain, ladder } from '../heap/shapes.js';

/** The last for CPython 3.9, the oldest that is asked. */
const PINNED = 'networkx==3.2.1';
const judge = join(import.meta.dirname, 'targets', 'networkx_dominators.py');
const WEAK = 1 << 3;

/** From sparse to dense, from references all over to references nearby, with one root to four. */
function randomGraph(random: () => number): HeapGraph {
  const below = (limit: number) => Math.floor(random() * limit);
  const nodeCount = 2 + below(300);
  const perNode = 0.5 + 3 * random();
  const reach = random() < 0.5 ? nodeCount : 2 + below(20);
  const edges = Array.from({ length: Math.floor(nodeCount * perNode) }, (): Edge => {
    const from = below(nodeCount);
    return [from, (from + below(reach) - below(3) + nodeCount) % nodeCount, below(20) === 0 ? 3 : below(3)];
  });
  return graphOf({ nodeCount, edges, roots: Array.from({ length: 1 + below(4) }, () => below(nodeCount)) });
}

/** One line for the judge. */
function written(graph: HeapGraph): string {
  const edges = Array.from({ length: graph.nodeCount }, (_, node) =>
    holdingEdges(graph, WEAK, node).map(({ to }) => [node, to]),
  );
  return JSON.stringify({ nodes: graph.nodeCount, edges: edges.flat(), roots: [...graph.roots] });
}

/** An interpreter with networkx, or why there is none. */
async function ensureNetworkx(): Promise<{ readonly python: string } | { readonly missing: string }> {
  const python = (await findPythons()).findLast(({ minor }) => minor >= 9);
  if (python === undefined) return { missing: 'no CPython from 3.9 on' };
  try {
    return { python: await ensureVenv(python.path, [PINNED]) };
  } catch (error) {
    const lines = (error instanceof Error ? error.message : String(error)).trim().split('\n');
    return { missing: `${PINNED} could not be got from PyPI: ${lines.at(-1) ?? ''}` };
  }
}

test('dominators are those of networkx', async ({ skip }) => {
  const found = await ensureNetworkx();
  if ('missing' in found) {
    skip(found.missing);
    return;
  }
  const random = numbers(7);
  const graphs = [...Array.from({ length: 1000 }, () => randomGraph(random)), ladder(300), chain(1000), bipartite(30)];
  const input = graphs.map((graph) => `${written(graph)}\n`).join('');
  const { stdout, stderr, status } = spawnSync(found.python, [judge], {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    timeout: 300_000,
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const answers = stdout.trim().split('\n');
  expect(answers).toHaveLength(graphs.length);
  for (const [at, graph] of graphs.entries()) {
    const expected = (JSON.parse(answers[at]) as (number | null)[]).map((node) => node ?? NONE);
    expect([...dominatorTree(graph, WEAK).dominator]).toEqual(expected);
  }
});
