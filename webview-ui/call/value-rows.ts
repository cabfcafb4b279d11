import type { ShownChild, ShownValue } from '../../src/rpc/view-contract.js';
import { t } from '../app/texts.js';

/** One visible line of a tree of values. */
export interface ValueRow {
  /** Unique in the tree: indexes from the top, `2/0/5`; names may repeat and may hold anything. */
  readonly path: string;
  readonly name: string;
  readonly value: ShownValue;
  /** 1 and up, as aria-level counts. */
  readonly level: number;
  /** 1 and up among `setSize` siblings. */
  readonly position: number;
  readonly setSize: number;
  readonly expandable: boolean;
  readonly expanded: boolean;
}

/** A node that holds a hundred thousand children shows so many of them at once. */
export const MOST_CHILDREN = 500;

/** A line longer than this opens into its whole text. */
const LONG_TEXT = 60;

function isExpandable({ children, note, text }: ShownValue): boolean {
  return children.length > 0 || note !== null || text.length > LONG_TEXT;
}

/** The lines to show, in order; without recursion, because a value may be nested as deep as it was recorded. */
export function valueRows(roots: readonly ShownChild[], expanded: ReadonlySet<string>): readonly ValueRow[] {
  const rows: ValueRow[] = [];
  const waiting: Omit<ValueRow, 'expandable' | 'expanded'>[] = [];
  const enqueue = (children: readonly ShownChild[], above: string, level: number) => {
    for (let at = Math.min(children.length, MOST_CHILDREN) - 1; at >= 0; at--) {
      const { name, value } = children[at];
      const path = above === '' ? String(at) : `${above}/${at}`;
      waiting.push({ path, name, value, level, position: at + 1, setSize: children.length });
    }
  };
  enqueue(roots, '', 1);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const expandable = isExpandable(next.value);
    const isOpen = expandable && expanded.has(next.path);
    rows.push({ ...next, expandable, expanded: isOpen });
    if (isOpen) enqueue(next.value.children, next.path, next.level + 1);
  }
  return rows;
}

/** What is said below an expanded value. */
export function noteOf({ children, note }: ShownValue): string | null {
  const hidden = children.length - MOST_CHILDREN;
  const unshown = hidden > 0 ? t('{0} more are not shown', hidden.toLocaleString('en-US')) : null;
  return [unshown, note].filter((part) => part !== null).join('; ') || null;
}

/** Paths of values whose text differs between the arguments and the locals of the same name. */
export function changedNames(
  before: readonly ShownChild[] | null,
  after: readonly ShownChild[] | null,
): ReadonlySet<string> {
  const known = new Map((before ?? []).map(({ name, value }) => [name, value]));
  const changed = (after ?? []).filter(({ name, value }) => {
    const old = known.get(name);
    return old !== undefined && !isSame(old, value);
  });
  return new Set(changed.map(({ name }) => name));
}

/** Equal in everything that is shown. */
function isSame(one: ShownValue, other: ShownValue): boolean {
  const pairs: [ShownValue, ShownValue][] = [[one, other]];
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
    const [a, b] = pair;
    if (a.text !== b.text || a.type !== b.type || a.note !== b.note || a.children.length !== b.children.length) {
      return false;
    }
    for (const [at, child] of a.children.entries()) {
      if (child.name !== b.children[at].name) return false;
      pairs.push([child.value, b.children[at].value]);
    }
  }
  return true;
}
