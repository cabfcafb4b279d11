import { placeOfNode } from './snapshot-graph.js';
import type { SnapshotGraph } from './snapshot-graph.js';

/**
 * A snapshot in which the module `__main__` has its file: when a program has ended, the module does not tell it any more, and
 * where it has no functions nothing else does.
 */
export function withProgramFile(found: SnapshotGraph, file: string): SnapshotGraph {
  const { snapshot, rootNames } = found;
  const main = [...rootNames].find(([, name]) => name === 'module __main__')?.[0];
  if (main === undefined || placeOfNode(snapshot, main) !== null) return found;
  const { nodes, files, lines, names } = snapshot.places;
  const before = nodes.findIndex((node) => node > main);
  const at = before < 0 ? nodes.length : before;
  const texts = [...snapshot.texts, file, '__main__'];
  const places = {
    nodes: inserted(nodes, at, main),
    files: inserted(files, at, texts.length - 2),
    lines: inserted(lines, at, 0),
    names: inserted(names, at, texts.length - 1),
  };
  return { ...found, snapshot: { ...snapshot, texts, places } };
}

function inserted(column: Uint32Array, at: number, value: number): Uint32Array {
  const longer = new Uint32Array(column.length + 1);
  longer.set(column.subarray(0, at));
  longer[at] = value;
  longer.set(column.subarray(at), at + 1);
  return longer;
}
