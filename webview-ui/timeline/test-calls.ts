import type { CallRow } from '../../src/store/api.js';

/** A call for tests: what is not said is unremarkable. */
export function testCall(parts: Partial<CallRow>): CallRow {
  return {
    id: 1,
    process: 1,
    thread: 1,
    functionId: 1,
    qualname: 'total',
    file: '/srv/shop.py',
    line: 12,
    startNs: 0,
    durationNs: 1e6,
    activeNs: 1e6,
    depth: 1,
    subtree: 1,
    parent: null,
    outcome: 'return',
    callerFile: null,
    callerLine: null,
    userCallerFile: null,
    userCallerLine: null,
    task: null,
    hasArguments: true,
    hasResult: true,
    ...parts,
  };
}
