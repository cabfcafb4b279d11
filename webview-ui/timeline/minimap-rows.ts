import type { Lane } from './lane-layout.js';

/** Deeper calls say little in a picture of forty pixels. */
const MOST_DEPTHS = 24;
/** Rows of the picture before it is squeezed into its height. */
const MOST_ROWS = 288;

/** A thread in the picture of the whole run. */
export interface MinimapRow {
  readonly thread: number;
  readonly offsetNs: number;
  readonly row: number;
  readonly rows: number;
}

/** Where each thread is in the picture: below each other as long as there is room, and several in a row beyond. */
export function minimapRows(lanes: readonly Lane[]): { readonly places: readonly MinimapRow[]; readonly rows: number } {
  const threads = lanes.filter(({ track }) => track === null);
  if (threads.length > MOST_ROWS) {
    const places = threads.map(({ thread, offsetNs }, at) => {
      return { thread, offsetNs, row: Math.floor((at * MOST_ROWS) / threads.length), rows: 1 };
    });
    return { places, rows: MOST_ROWS };
  }
  const most = Math.min(MOST_DEPTHS, Math.max(1, Math.floor(MOST_ROWS / Math.max(1, threads.length))));
  let row = 0;
  const places = threads.map(({ thread, offsetNs, depths }) => {
    const rows = Math.min(depths, most);
    const place = { thread, offsetNs, row, rows };
    row += rows;
    return place;
  });
  return { places, rows: row };
}
