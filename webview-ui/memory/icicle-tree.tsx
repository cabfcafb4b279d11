import { size } from '../call/format.js';
import { plainName } from '../timeline/plain-name.js';
import type { IcicleNode } from './icicle-layout.js';
import { keepsText, nodeName } from './icicle-words.js';

/** Siblings and children told at once; the arrows lead to the others. */
const MOST_NEIGHBOURS = 30;

/** Id of the element that stands for a node. */
export function icicleNodeId(index: number): string {
  return `memory-node-${index}`;
}

/** What a screen reader finds in place of the canvas: the focused node, what keeps it, its like, and what it keeps. */
export function IcicleTree({ nodes, focused }: { readonly nodes: readonly IcicleNode[]; readonly focused: number }) {
  const node = nodes[focused];
  if (node === undefined) return null;
  const parent = nodes[node.source.parent];
  const siblings = parent?.children ?? [focused];
  const from = Math.max(0, siblings.indexOf(focused) - MOST_NEIGHBOURS / 2);
  return (
    <>
      {parent !== undefined && <Item nodes={nodes} node={parent} isOpen />}
      {siblings.slice(from, from + MOST_NEIGHBOURS).map((index) => (
        <Item key={index} nodes={nodes} node={nodes[index]} isOpen={index === focused} isCurrent={index === focused} />
      ))}
      {node.children.slice(0, MOST_NEIGHBOURS).map((index) => (
        <Item key={index} nodes={nodes} node={nodes[index]} isOpen={false} />
      ))}
    </>
  );
}

interface ItemProps {
  readonly nodes: readonly IcicleNode[];
  readonly node: IcicleNode;
  readonly isOpen: boolean;
  readonly isCurrent?: boolean;
}

function Item({ nodes, node: { index, source, children }, isOpen, isCurrent = false }: ItemProps) {
  const siblings = nodes[source.parent]?.children ?? [index];
  return (
    <div
      role="treeitem"
      id={icicleNodeId(index)}
      aria-level={source.level + 1}
      aria-posinset={siblings.indexOf(index) + 1}
      aria-setsize={siblings.length}
      aria-selected={isCurrent}
      {...(children.length > 0 ? { 'aria-expanded': isOpen } : {})}
    >
      {`${plainName(nodeName(source))}, ${size(source.retainedBytes)}, ${keepsText(source)}`}
    </div>
  );
}
