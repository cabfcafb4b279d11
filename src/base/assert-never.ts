/**
 * Closes a switch over a union: a member that nobody handles is a compile error.
 *
 * @throws Error when data from outside carries a member the compiler did not know of.
 */
export function assertNever(value: never, what = 'value'): never {
  throw new Error(`unexpected ${what}: ${String(value)}`);
}
