/** What a key asks of the timeline. */
export type KeyAction =
  | 'pan-left'
  | 'pan-right'
  | 'zoom-in'
  | 'zoom-out'
  | 'show-start'
  | 'show-end'
  | 'show-all'
  | 'scroll-up'
  | 'scroll-down'
  | 'parent'
  | 'child'
  | 'previous'
  | 'next'
  | 'next-task'
  | 'previous-task'
  | 'zoom-to-call'
  | 'reveal'
  | 'colour-by-memory'
  | 'search'
  | 'leave';

export interface Key {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

const plain: ReadonlyMap<string, KeyAction> = new Map([
  ['ArrowLeft', 'pan-left'],
  ['ArrowRight', 'pan-right'],
  ['ArrowUp', 'parent'],
  ['ArrowDown', 'child'],
  ['+', 'zoom-in'],
  ['=', 'zoom-in'],
  ['-', 'zoom-out'],
  ['_', 'zoom-out'],
  ['Home', 'show-start'],
  ['End', 'show-end'],
  ['0', 'show-all'],
  ['PageUp', 'scroll-up'],
  ['PageDown', 'scroll-down'],
  ['[', 'previous'],
  [']', 'next'],
  ['t', 'next-task'],
  ['T', 'previous-task'],
  ['f', 'zoom-to-call'],
  ['m', 'colour-by-memory'],
  ['M', 'colour-by-memory'],
  ['Enter', 'reveal'],
  ['/', 'search'],
  ['Escape', 'leave'],
] as const);

/** Null for keys that belong to somebody else, among them every chord with Alt or Ctrl but Ctrl+F. */
export function keyAction({ key, ctrlKey, metaKey, altKey }: Key): KeyAction | null {
  if ((ctrlKey || metaKey) && !altKey) return key.toLowerCase() === 'f' ? 'search' : null;
  // AltGr, with which many keyboards write brackets, arrives as Alt and Ctrl together.
  if (altKey && !(ctrlKey && (key === '[' || key === ']'))) return null;
  return plain.get(key) ?? null;
}
