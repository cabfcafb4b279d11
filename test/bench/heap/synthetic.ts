/**
 * A heap as Python programs make them, of a size and with the shapes that slow algorithms down: 55 in 100 objects hold
 * nothing; most references lead to what was allocated at about the same time, some to a few objects that everybody
 * knows (types, None), some anywhere; chains of 100,000 and a ladder of 15,000 rungs.
 */
import { numbers } from '../../heap/random.js';

export interface SyntheticHeap {
  /** Address of each node. */
  readonly nodes: BigUint64Array;
  /** The edges of node v are firstEdge[v] to firstEdge[v + 1] - 1. */
  readonly firstEdge: Uint32Array;
  /** Address that each edge refers to. */
  readonly target: BigUint64Array;
  readonly label: Uint32Array;
  readonly shallow: Uint32Array;
  readonly type: Uint32Array;
  readonly refcount: Uint32Array;
  readonly roots: Uint32Array;
}

const NODES = 3_000_000;
const EDGES = 10_000_000;
const CHAINS = 5;
const CHAIN = 100_000;
const RUNGS = 15_000;
const FAMOUS = 1000;
export const TYPES = 2000;

/** Names of attributes; items of lists are numbers, which this need not tell. */
export const NAMES = 5000;

/** The same heap for the same order; `shuffled` numbers the nodes at random. */
export function synthesize(order: 'allocation' | 'shuffled'): SyntheticHeap {
  const random = numbers(7);
  const below = (limit: number) => Math.floor(random() * limit);
  const { from, to } = references(below);
  const name = order === 'shuffled' ? permutation(below) : Uint32Array.from({ length: NODES }, (_, node) => node);

  const refcount = new Uint32Array(NODES);
  const firstEdge = new Uint32Array(NODES + 1);
  for (let edge = 0; edge < EDGES; edge++) {
    firstEdge[name[from[edge]] + 1]++;
    refcount[name[to[edge]]]++;
  }
  for (let node = 0; node < NODES; node++) firstEdge[node + 1] += firstEdge[node];
  const shallow = new Uint32Array(NODES);
  const type = new Uint32Array(NODES);
  const nodes = new BigUint64Array(NODES);
  let address = 0x7f00_0000_0000;
  for (let node = 0; node < NODES; node++) {
    const size = 32 + 16 * below(8);
    shallow[name[node]] = size;
    type[name[node]] = below(TYPES);
    nodes[name[node]] = BigInt(address);
    address += size;
  }
  const target = new BigUint64Array(EDGES);
  const label = new Uint32Array(EDGES);
  const next = firstEdge.slice();
  for (let edge = 0; edge < EDGES; edge++) {
    const at = next[name[from[edge]]]++;
    target[at] = nodes[name[to[edge]]];
    label[at] = below(NAMES) * 32 + below(20);
  }
  return { nodes, firstEdge, target, label, shallow, type, refcount, roots: Uint32Array.of(name[0]) };
}

/** Edges by the nodes' numbers in allocation order; node 0 leads to all. */
function references(below: (limit: number) => number) {
  const from = new Uint32Array(EDGES);
  const to = new Uint32Array(EDGES);
  let edge = 0;
  const add = (source: number, target: number) => {
    from[edge] = source;
    to[edge++] = target;
  };
  // Nodes that hold something. 0 to FAMOUS are what everybody knows.
  const inner = new Uint32Array(NODES);
  let inners = 0;
  inner[inners++] = 0;
  const chained = CHAINS * CHAIN + 2 * RUNGS;
  const plain = NODES - chained;
  for (let node = 1; node < plain; node++) {
    // Its holder was allocated shortly before, as a rule.
    add(inner[below(20) === 0 ? below(inners) : inners - 1 - below(Math.min(inners, 40))], node);
    // Chains hold something, too: fewer of the rest do, for 55 leaves in 100.
    if (below(1000) < 335) inner[inners++] = node;
  }
  for (let chain = 0; chain < CHAINS; chain++) {
    const first = plain + chain * CHAIN;
    add(inner[below(inners)], first);
    for (let node = first; node + 1 < first + CHAIN; node++) add(node, node + 1);
  }
  const rails = plain + CHAINS * CHAIN;
  add(0, rails);
  add(0, rails + 1);
  for (let rung = 0; rung < RUNGS; rung++) {
    const a = rails + 2 * rung;
    add(a, a + 1);
    add(a + 1, a);
    if (rung + 1 === RUNGS) continue;
    add(a, a + 2);
    add(a + 1, a + 3);
    add(a + 3, a + 1);
  }
  for (let node = plain; node < rails; node++) inner[inners++] = node;
  for (let left = EDGES - edge; left > 0; left--) {
    const source = inner[below(inners)];
    const kind = below(10);
    if (kind < 3) add(source, below(FAMOUS));
    else if (kind < 9) add(source, Math.min(plain - 1, Math.max(0, source - 100 + below(200))));
    else add(source, below(plain));
  }
  return { from, to };
}

function permutation(below: (limit: number) => number): Uint32Array {
  const places = Uint32Array.from({ length: NODES }, (_, node) => node);
  for (let at = NODES - 1; at > 0; at--) {
    const other = below(at + 1);
    const kept = places[at];
    places[at] = places[other];
    places[other] = kept;
  }
  return places;
}
