import { printable } from '../base/printable.js';
import { displayWidth, fit } from './text.js';
import type { Terminal } from './terminal.js';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** Gives way when the terminal is too narrow; which end of the text is the less telling one. */
  readonly cut?: 'start' | 'end';
}

const gap = '  ';
const narrowest = 12;

/** Widths of the columns as printed: the cuttable ones share what the terminal lacks, the widest first. */
function widthsOf(columns: readonly Column[], cells: readonly (readonly string[])[], available: number): number[] {
  const widths = columns.map(({ title }, index) =>
    cells.reduce((widest, row) => Math.max(widest, displayWidth(row[index] ?? '')), displayWidth(title)),
  );
  const total = () => widths.reduce((sum, width) => sum + width, gap.length * (columns.length - 1));
  const cuttable = columns.flatMap(({ cut }, index) => (cut === undefined ? [] : [index]));
  for (let excess = total() - available; excess > 0; excess = total() - available) {
    const byWidth = cuttable.toSorted((a, b) => widths[b] - widths[a]);
    const widest = byWidth[0];
    if (widest === undefined || widths[widest] <= narrowest) break;
    const next = byWidth[1] === undefined ? narrowest : Math.max(narrowest, widths[byWidth[1]]);
    widths[widest] -= Math.max(1, Math.min(excess, widths[widest] - next));
  }
  return widths;
}

/**
 * Aligned columns under dim titles. Cells are escaped here, so no caller can forget it; what is not a terminal gets
 * every cell whole.
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  terminal: Pick<Terminal, 'columns' | 'style'>,
): string {
  const cells = rows.map((row) => row.map(printable));
  const widths = widthsOf(columns, cells, terminal.columns ?? Number.POSITIVE_INFINITY);
  const line = (row: readonly string[]) =>
    columns
      .map(({ align, cut }, index) => {
        const cell = row[index] ?? '';
        const text = cut === undefined ? cell : fit(cell, widths[index], cut);
        const padding = ' '.repeat(Math.max(0, widths[index] - displayWidth(text)));
        return align === 'right' ? padding + text : text + padding;
      })
      .join(gap)
      .trimEnd();
  const titles = terminal.style.dim(line(columns.map(({ title }) => title)));
  return [titles, ...cells.map(line)].map((text) => `${text}\n`).join('');
}
