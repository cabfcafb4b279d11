/**
 * CodeLenses come a moment after a file is shown, each as a line of its own. The editor keeps the first line that is
 * visible in place, so that they push down what is below: a line near the bottom, or in the middle of many short
 * functions, leaves the view. A line near the top stays in it, with room for what is above it.
 */

/** Lines from 0, as editors count them; both are in view. */
export interface VisibleLines {
  readonly first: number;
  readonly last: number;
}

const LINES_ABOVE = 5;

export function isInView(line: number, visible: readonly VisibleLines[]): boolean {
  return visible.some(({ first, last }) => first <= line && line <= last);
}

/** Whether a line that is in view can be expected to stay there: not the first one, nor in the lower half. */
export function staysInView(line: number, visible: readonly VisibleLines[]): boolean {
  return visible.some(
    ({ first, last }) => (first === 0 || first < line) && first <= line && line <= (first + last) / 2,
  );
}

/**
 * The line to show at the top, so that `line` stays in view. Near the end of a file there is more above it instead of
 * nothing below it, but never more than may double.
 *
 * @param visible lines that the editor shows now, wherever that is.
 */
export function topFor(line: number, lineCount: number, visible: readonly VisibleLines[]): number {
  const height = visible.reduce((all, { first, last }) => all + last - first + 1, 0);
  const half = Math.floor(height / 2) - 1;
  return Math.max(0, Math.min(line - LINES_ABOVE, Math.max(line - half, lineCount - height)));
}
