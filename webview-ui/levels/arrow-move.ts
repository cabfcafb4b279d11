/** A node of a tree among those around it, each by its index. */
export interface Around {
  readonly node: number;
  /** Null at the top. */
  readonly parent: number | null;
  /** Left to right. */
  readonly children: readonly number[];
  /** Itself among them, left to right. */
  readonly siblings: readonly number[];
}

/** Where a key leads: up, down to the first, left and right, to the first and the last beside it; null for nowhere. */
export function arrowMove({ node, parent, children, siblings }: Around, key: string): number | null {
  const at = siblings.indexOf(node);
  switch (key) {
    case 'ArrowUp':
      return parent;
    case 'ArrowDown':
      return children.at(0) ?? null;
    case 'ArrowLeft':
      return siblings[at - 1] ?? null;
    case 'ArrowRight':
      return siblings[at + 1] ?? null;
    case 'Home':
      return siblings.at(0) ?? null;
    case 'End':
      return siblings.at(-1) ?? null;
    default:
      return null;
  }
}
