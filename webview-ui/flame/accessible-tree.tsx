import { duration, percent } from '../call/format.js';
import { plainName } from '../timeline/plain-name.js';
import type { FlameLayout, FlameNode } from './layout.js';

/** Siblings and children told at once; the arrows lead to the others. */
const MOST_NEIGHBOURS = 30;

interface Props {
  readonly layout: FlameLayout;
  readonly focused: number;
}

/** Id of the element that stands for a node. */
export function nodeId(index: number): string {
  return `flame-node-${index}`;
}

/** What a screen reader finds in place of the canvas: the focused node, its caller, its neighbours and its callees. */
export function AccessibleTree({ layout, focused }: Props) {
  const node = layout.nodes[focused];
  if (node === undefined) return null;
  const parent = node.parent === null ? null : layout.nodes[node.parent];
  const siblings = parent === null ? layout.roots : parent.children;
  const at = siblings.indexOf(focused);
  const from = Math.max(0, at - MOST_NEIGHBOURS / 2);
  return (
    <>
      {parent !== null && <Item layout={layout} node={parent} isOpen />}
      {siblings.slice(from, from + MOST_NEIGHBOURS).map((index) => (
        <Item
          key={index}
          layout={layout}
          node={layout.nodes[index]}
          isOpen={index === focused}
          isCurrent={index === focused}
        />
      ))}
      {node.children.slice(0, MOST_NEIGHBOURS).map((index) => (
        <Item key={index} layout={layout} node={layout.nodes[index]} isOpen={false} />
      ))}
    </>
  );
}

interface ItemProps {
  readonly layout: FlameLayout;
  readonly node: FlameNode;
  readonly isOpen: boolean;
  readonly isCurrent?: boolean;
}

function Item({ layout, node, isOpen, isCurrent = false }: ItemProps) {
  const siblings = node.parent === null ? layout.roots : layout.nodes[node.parent].children;
  return (
    <div
      role="treeitem"
      id={nodeId(node.index)}
      aria-level={node.level + 1}
      aria-posinset={siblings.indexOf(node.index) + 1}
      aria-setsize={siblings.length}
      aria-selected={isCurrent}
      {...(node.children.length > 0 ? { 'aria-expanded': isOpen } : {})}
    >
      {`${plainName(node.source.qualname)}, ${duration(node.source.totalNs)}, ${percent(node.width / layout.totalNs)}`}
    </div>
  );
}
