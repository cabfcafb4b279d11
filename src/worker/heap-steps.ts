import { NONE } from '../heap/graph.js';
import { stepsOf } from '../heap/holding-path.js';
import type { PathStep } from '../heap/holding-path.js';
import { shortestPath } from '../heap/reach.js';
import type { HoldingPath } from '../heap/reach.js';
import type { SourcePlace } from '../heap/snapshot-graph.js';
import { placesOfSteps } from '../heap/source-lines.js';
import type { HeapPlace, HeapStep } from '../rpc/heap-contract.js';
import { cutText } from './cut-text.js';
import type { OpenHeap } from './heap-objects.js';

/** Of one text, in code units. */
const LONGEST = 200;
/** Longer paths are not those of files. */
const LONGEST_FILE = 4096;
/** More rungs than anybody reads; the first and the last are shown. */
const MOST_STEPS = 400;

/** A recorded text as it may be shown. */
export function shown(text: string): string {
  return cutText(text, LONGEST);
}

/** A place that a link may lead to. */
export function placeShown(place: SourcePlace | null, isNow = false): HeapPlace | null {
  if (place === null || place.file === '' || place.file.length > LONGEST_FILE) return null;
  return { file: place.file, line: place.line, isNow };
}

/** Steps ready to be shown, each with the line that stores into it where that can be told. */
export function shownSteps({ found, tree, read }: OpenHeap, steps: readonly PathStep[]): readonly HeapStep[] {
  const path =
    steps.length <= MOST_STEPS ? steps : [...steps.slice(0, MOST_STEPS / 2), ...steps.slice(-MOST_STEPS / 2)];
  const places = placesOfSteps(path, read, found);
  return path.map(({ edge, repeats, type, node, first, isHolder, place }, at) => ({
    edge: shown(edge),
    repeats,
    type: shown(type),
    node,
    firstNode: first,
    retainedBytes: tree.retainedBytes[node],
    firstRetainedBytes: tree.retainedBytes[first],
    isHolder,
    place: placeShown(places[at] ?? null, places[at] !== place),
  }));
}

/** How a root holds an object, by as few steps as can be. */
export function pathTo(heap: OpenHeap, node: number): readonly HeapStep[] {
  const path = shortestPath(heap.found.reached, node);
  return path === null ? [] : shownPath(heap, path);
}

/** A way from a root, its links alike in a row collapsed. */
export function shownPath(heap: OpenHeap, { nodes, edges }: HoldingPath): readonly HeapStep[] {
  return shownSteps(heap, stepsOf(heap.found, nodes, edges, NONE));
}
