import type { ProcessInfo, ThreadInfo } from '../../src/store/api.js';
import type { Lane } from './lane-layout.js';

/** A lane for tests: what is not said is unremarkable. */
export function testLane(parts: Partial<Lane>): Lane {
  return {
    key: 1,
    thread: 1,
    track: null,
    name: 'MainThread',
    process: '',
    calls: 10,
    offsetNs: 0,
    extent: { fromNs: 0, toNs: 1000 },
    rows: 5,
    depths: 5,
    collapsed: false,
    top: 0,
    height: 200,
    ...parts,
  };
}

export function testThread(parts: Partial<ThreadInfo>): ThreadInfo {
  return {
    thread: 1,
    process: 1,
    serial: 1,
    nativeId: null,
    name: 'MainThread',
    calls: 5,
    firstNs: 0,
    lastNs: 100,
    maxDepth: 2,
    ...parts,
  };
}

export function testProcess(parts: Partial<ProcessInfo>): ProcessInfo {
  return {
    process: 1,
    pid: 4711,
    file: 'trace-4711.thtrace',
    python: '3.13.1',
    recorder: 'pure',
    reason: '',
    hook: 'sys.monitoring',
    argv: ['/srv/shop.py'],
    origin: 'run',
    parent: null,
    calls: 5,
    valuesKept: 5,
    threads: 1,
    bytes: 100,
    startEpochNs: 1_000_000,
    durationNs: 1000,
    complete: true,
    problems: [],
    ...parts,
  };
}
