/**
 * Runs inside the extension host, beside the extension that is measured: how long the host's thread did not get round to
 * a timer of one millisecond, how much processor time the thread itself had used meanwhile, and how long it could have
 * run but other threads had the processors. On a machine that others use the first and the last also count what they did.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';

interface ThreadUsage {
  readonly user: number;
  readonly system: number;
}

/** Of this thread alone, microseconds; newer than the oldest Node that our types are for. */
const { threadCpuUsage } = process as unknown as { readonly threadCpuUsage: () => ThreadUsage };

/** How long this thread waited for a processor, nanoseconds (Linux, Documentation/scheduler/sched-stats.rst); 0 elsewhere. */
function waitedNs(): number {
  try {
    return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'latin1').split(' ')[1]);
  } catch {
    return 0;
  }
}

const NOTED_MS = 30;

let longestMs = 0;
let longestWaitMs = 0;
let busiestMs = 0;
/** One each for those that a person could notice. */
let pauses: { readonly atMs: number; readonly ms: number; readonly waitMs: number; readonly busyMs: number }[] = [];
let since = performance.now();
let before = performance.now();
let used = threadCpuUsage();
let waited = waitedNs();

function tick(): void {
  const now = performance.now();
  const usage = threadCpuUsage();
  const waiting = waitedNs();
  const busyMs = (usage.user + usage.system - used.user - used.system) / 1000;
  const pauseMs = now - before;
  const waitMs = (waiting - waited) / 1e6;
  if (pauseMs > longestMs) {
    longestMs = pauseMs;
    longestWaitMs = waitMs;
  }
  if (pauseMs > NOTED_MS) pauses.push({ atMs: before - since, ms: pauseMs, waitMs, busyMs });
  busiestMs = Math.max(busiestMs, Math.min(busyMs, pauseMs));
  before = now;
  used = usage;
  waited = waiting;
}

export function activate(): void {
  setInterval(tick, 1);
  const server = createServer((request, response) => {
    const { rss } = process.memoryUsage();
    response.end(JSON.stringify({ rss, longestMs, longestWaitMs, busiestMs, pauses }));
    if (request.url !== '/reset') return;
    longestMs = longestWaitMs = busiestMs = 0;
    pauses = [];
    since = performance.now();
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    writeFileSync(process.env['TRACEHOLD_PROBE'] ?? '', String(port));
  });
}
