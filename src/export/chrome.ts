import { walkBalanced } from './balanced.js';
import { endingAt, microseconds } from './microseconds.js';
import type { ExportFunction, ExportSource, ExportThread, TextSink, Watch } from './source.js';

/**
 * Writes the Trace Event Format of Chrome and Perfetto, JSON object form: one complete event (`X`) per interval, times
 * in microseconds since the start of the run's first process, and names of processes and threads as metadata (`M`).
 * Source: https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
 *
 * Complete events rather than pairs, because Chrome's performance panel matches pairs across threads. They are written
 * as they end, so an inner one stands before its caller; consumers sort.
 */
export function writeChromeTrace(source: ExportSource, exporter: string, sink: TextSink, watch: Watch): void {
  sink.write(
    `{"displayTimeUnit":"ns","otherData":${JSON.stringify({ exporter, title: source.title })},"traceEvents":[`,
  );
  let separator = '\n';
  const write = (event: string) => {
    sink.write(separator);
    sink.write(event);
    separator = ',\n';
  };
  const pids = distinct(source.processes.map(({ pid }) => pid));
  const pidOf = new Map(source.processes.map(({ id }, index) => [id, pids[index]]));
  source.processes.forEach(({ name }, index) => write(metadata('process_name', pids[index], 0, { name })));
  const tids = distinct(source.threads.map(({ nativeId, id }) => nativeId ?? id));
  source.threads.forEach((thread, index) => {
    const pid = pidOf.get(thread.process) ?? 0;
    write(metadata('thread_name', pid, tids[index], { name: thread.name }));
    write(metadata('thread_sort_index', pid, tids[index], { sort_index: index }));
    writeThread(source, thread, pid, tids[index], write, watch);
  });
  sink.write('\n]}\n');
}

function metadata(name: string, pid: number, tid: number, args: Readonly<Record<string, string | number>>): string {
  return JSON.stringify({ ph: 'M', cat: '__metadata', name, pid, tid, ts: 0, args });
}

/** The ids themselves where they are unique; the operating system gives an id again once its owner is gone. */
function distinct(ids: readonly number[]): number[] {
  const taken = new Set(ids);
  const given = new Set<number>();
  let next = Math.max(0, ...ids) + 1;
  return ids.map((id) => {
    let own = id;
    if (given.has(id)) {
      while (taken.has(next)) next++;
      own = next++;
    }
    given.add(own);
    return own;
  });
}

function writeThread(
  source: ExportSource,
  thread: ExportThread,
  pid: number,
  tid: number,
  write: (event: string) => void,
  watch: Watch,
): void {
  const heads = new Map(source.functions.map((details) => [details.id, eventHead(details, pid, tid)]));
  // For intervals of functions that no table names, as damaged recordings have them.
  const unknown = eventHead({ id: 0, name: '(unknown)', file: '', line: 0 }, pid, tid);
  const offsetNs = source.processes.find(({ id }) => id === thread.process)?.offsetNs ?? 0;
  let boundaryNs = -1;
  let pending: { readonly functionId: number; readonly beganNs: number; readonly endNs: number; tied: boolean } | null =
    null;

  const flush = () => {
    if (pending === null) return;
    const { functionId, beganNs, endNs, tied } = pending;
    pending = null;
    const dur = tied ? endingAt(beganNs, endNs) : microseconds(endNs - beganNs);
    write(`${heads.get(functionId) ?? unknown}"ts":${microseconds(beganNs)},"dur":${dur}}`);
  };
  // An interval waits for the next boundary: whether that falls on its own end decides how its duration is written.
  const boundary = (atNs: number) => {
    if (pending !== null && pending.endNs === atNs) pending.tied = true;
    flush();
  };
  walkBalanced(
    source,
    thread,
    {
      begin(_functionId, atNs) {
        boundary(atNs + offsetNs);
        boundaryNs = atNs + offsetNs;
      },
      end(functionId, atNs, beganNs) {
        const endNs = atNs + offsetNs;
        boundary(endNs);
        pending = { functionId, beganNs: beganNs + offsetNs, endNs, tied: boundaryNs === endNs };
        boundaryNs = endNs;
      },
    },
    watch,
  );
  flush();
}

/** All of an event but its times, up to and with the last comma. */
function eventHead({ name, file, line }: ExportFunction, pid: number, tid: number): string {
  const args = line > 0 ? { file, line } : { file };
  return `${JSON.stringify({ ph: 'X', cat: 'python', name, args, pid, tid }).slice(0, -1)},`;
}
