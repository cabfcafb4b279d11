import type { HeapGraph } from './graph.js';
import type { HoldingPath } from './reach.js';

/** One step of a path, or many alike in a row. */
export interface PathStep {
  /** Label of the edge, or of every edge of the run. */
  readonly label: number;
  /** Type of the node it leads to, or of every node of the run. */
  readonly type: number;
  /** Steps that it stands for; 1, or at least `SHORTEST_RUN`. */
  readonly length: number;
  /** Node that the first of these steps leads to. */
  readonly firstNode: number;
  /** Node that the last of them leads to; the same when there is one. */
  readonly lastNode: number;
  /** Place of the first of these edges in the path. */
  readonly at: number;
}

/** Fewer alike in a row are shown one by one: two of a kind are no chain. */
export const SHORTEST_RUN = 3;

/** A path with its chains as single steps: `tb_next` 42,090 times says more than 42,090 steps. */
export function collapsed({ type, label }: HeapGraph, { nodes, edges }: HoldingPath): PathStep[] {
  const steps: PathStep[] = [];
  const push = (at: number, length: number) => {
    const [firstNode, lastNode] = [nodes[at + 1], nodes[at + length]];
    steps.push({ label: label[edges[at]], type: type[firstNode], length, firstNode, lastNode, at });
  };
  for (let at = 0; at < edges.length;) {
    let end = at + 1;
    while (
      end < edges.length &&
      label[edges[end]] === label[edges[at]] &&
      type[nodes[end + 1]] === type[nodes[at + 1]]
    ) {
      end++;
    }
    if (end - at >= SHORTEST_RUN) push(at, end - at);
    else for (let single = at; single < end; single++) push(single, 1);
    at = end;
  }
  return steps;
}
