/** `242,785`: the same in every locale, because output is compared and pasted. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** `1 call`, `2 calls`, `3 processes`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
