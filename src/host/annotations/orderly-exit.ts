import type { ShownValue } from '../../rpc/shown-values.js';

/**
 * Whether an exception is the SystemExit of a program that ends well, as `sys.exit()` and `sys.exit(0)` raise it: a call
 * that it left has not failed.
 */
export function isOrderlyExit(exception: ShownValue | null | undefined): boolean {
  return exception?.type === 'SystemExit' && /^SystemExit\((?:0|None|False)?\)$/.test(exception.text);
}
