/** One page of the children of a call in order of start, which is also the order of their ids. */
export type ChildPage = (offset: number, limit: number) => Promise<readonly { readonly id: number }[]>;

/**
 * The place of a call among its parent's children, found by bisection: a loop may have called a million times.
 * @param most an upper bound of the number of children: intervals below the parent.
 * @returns the index from 0, or null when the call is not among them.
 */
export async function childIndex(page: ChildPage, id: number, most: number): Promise<number | null> {
  let low = 0;
  let high = most;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [row] = await page(middle, 1);
    if (row?.id === id) return middle;
    if (row === undefined || row.id > id) high = middle;
    else low = middle + 1;
  }
  return null;
}
