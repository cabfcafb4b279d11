import { CallTree } from '../../trace/call-tree.js';
import type { TreeNode } from '../api.js';
import type { CallSource } from '../call-source.js';
import { fileOf, functionOf } from '../names.js';
import { BelowPath } from './below-path.js';
import { chunkCount, threadsInOrder } from './chunks.js';

export interface TreeOptions {
  readonly depth: number;
  readonly minFraction?: number;
  readonly thread?: number;
  /** Functions from a root down to a node: the tree then is that node and what is below it. */
  readonly path?: readonly number[];
  readonly signal?: AbortSignal;
}

/** @throws the signal's reason when it fires. */
export function tree(
  source: CallSource,
  { depth, minFraction = 0, thread, path = [], signal }: TreeOptions,
): readonly TreeNode[] {
  const merged = new CallTree(depth);
  const below = path.length === 0 ? null : new BelowPath(path);
  for (const each of thread === undefined ? threadsInOrder(source) : [thread]) {
    const lastNs = source.lastNs(each);
    for (let number = 0; number < chunkCount(source, each); number++) {
      signal?.throwIfAborted();
      const chunk = source.slices(each, number);
      merged.add(below === null ? chunk : below.of(chunk), lastNs);
    }
  }
  return nodes(source, merged, minFraction);
}

type Building = Omit<TreeNode, 'children' | 'omitted'> & { omitted?: number; children: Building[] };

/** Nodes come before those below them, so one pass from the last to the first finds every node complete. */
function nodes(source: CallSource, merged: CallTree, minFraction: number): readonly TreeNode[] {
  const { tables } = source;
  const least = merged.rootNs * minFraction;
  const roots: Building[] = [];
  const built = new Map<number, Building>();
  for (let node = merged.count; node >= 1; node--) {
    const totalNs = merged.totalNs[node];
    if (totalNs < least) {
      built.delete(node);
      const above = merged.parentOf(node);
      if (above > 0) {
        const caller = placeholder(built, above);
        caller.omitted = (caller.omitted ?? 0) + 1;
      }
      continue;
    }
    const functionId = merged.functionOf(node);
    const { qualname, file, line } = functionOf(tables, functionId);
    const { children = [], omitted } = built.get(node) ?? {};
    const own: Building = {
      functionId,
      qualname,
      file: fileOf(tables, file),
      line,
      calls: merged.calls[node],
      selfNs: merged.selfNs(node),
      totalNs,
      ...(omitted === undefined ? {} : { omitted }),
      children: children.toSorted(byTotal),
    };
    const parent = merged.parentOf(node);
    if (parent === 0) roots.push(own);
    else placeholder(built, parent).children.push(own);
    built.delete(node);
  }
  return roots.toSorted(byTotal);
}

function byTotal(a: TreeNode | Building, b: TreeNode | Building): number {
  return b.totalNs - a.totalNs || a.functionId - b.functionId;
}

function placeholder(built: Map<number, Building>, node: number): Building {
  let known = built.get(node);
  if (known === undefined) {
    known = { functionId: 0, qualname: '', file: '', line: 0, calls: 0, selfNs: 0, totalNs: 0, children: [] };
    built.set(node, known);
  }
  return known;
}
