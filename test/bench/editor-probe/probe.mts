/**
 * Runs inside the extension host, beside the extension that is measured: how long the host's thread did not get round to
 * a timer of one millisecond, and how much processor time the thread itself had used meanwhile. On a machine that others
 * use the first also counts what they did.
 */
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';

interface ThreadUsage {
  readonly user: number;
  readonly system: number;
}

/** Of this thread alone, microseconds; newer than the oldest Node that our types are for. */
const { threadCpuUsage } = process as unknown as { readonly threadCpuUsage: () => ThreadUsage };

let longestMs = 0;
let busiestMs = 0;
let before = performance.now();
let used = threadCpuUsage();

function tick(): void {
  const now = performance.now();
  const usage = threadCpuUsage();
  const busyMs = (usage.user + usage.system - used.user - used.system) / 1000;
  longestMs = Math.max(longestMs, now - before);
  busiestMs = Math.max(busiestMs, Math.min(busyMs, now - before));
  before = now;
  used = usage;
}

export function activate(): void {
  setInterval(tick, 1);
  const server = createServer((request, response) => {
    const { rss } = process.memoryUsage();
    response.end(JSON.stringify({ rss, longestMs, busiestMs }));
    if (request.url === '/reset') longestMs = busiestMs = 0;
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    writeFileSync(process.env['TRACEHOLD_PROBE'] ?? '', String(port));
  });
}
