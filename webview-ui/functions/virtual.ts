/** Which rows of a long list of equal height are drawn. */
export interface Window {
  readonly first: number;
  /** One behind the last. */
  readonly end: number;
}

/** Rows drawn beyond each edge, so that a turn of the wheel does not show a gap. */
const BEYOND = 8;

/** @param scrollTop pixels above the first visible one; it may be out of range while a browser bounces. */
export function windowOf(scrollTop: number, height: number, rowHeight: number, rows: number): Window {
  const first = Math.floor(Math.max(0, scrollTop) / rowHeight) - BEYOND;
  const end = Math.ceil((Math.max(0, scrollTop) + height) / rowHeight) + BEYOND;
  const last = Math.min(rows, end);
  return { first: Math.max(0, Math.min(first, last)), end: last };
}

/** Where to scroll so that a row is seen whole; unchanged when it is already. */
export function scrolledTo(row: number, scrollTop: number, height: number, rowHeight: number): number {
  const top = row * rowHeight;
  if (top < scrollTop) return top;
  return top + rowHeight > scrollTop + height ? top + rowHeight - height : scrollTop;
}

/** The row that a key leads to; null when the key is not the list's. */
export function rowMove(row: number, key: string, rows: number, pageRows: number): number | null {
  const within = (next: number) => Math.max(0, Math.min(rows - 1, next));
  switch (key) {
    case 'ArrowDown':
      return within(row + 1);
    case 'ArrowUp':
      return within(row - 1);
    case 'PageDown':
      return within(row + pageRows);
    case 'PageUp':
      return within(row - pageRows);
    case 'Home':
      return within(0);
    case 'End':
      return within(rows - 1);
    default:
      return null;
  }
}
