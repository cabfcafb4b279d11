import type { CallRow } from '../../src/store/api.js';

/** A call as a store answers it: what is not said is unremarkable. */
export function callRowOf(parts: Partial<CallRow>): CallRow {
  return {
    id: 1,
    process: 1,
    thread: 1,
    functionId: 1,
    qualname: 'f',
    file: '/m.py',
    line: 1,
    startNs: 0,
    durationNs: 1500,
    activeNs: 1500,
    depth: 0,
    subtree: 1,
    parent: null,
    outcome: 'return',
    callerFile: null,
    callerLine: null,
    userCallerFile: null,
    userCallerLine: null,
    task: null,
    hasArguments: false,
    hasResult: false,
    ...parts,
  };
}
