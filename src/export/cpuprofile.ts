import { walkBalanced } from './balanced.js';
import { fileUrl } from './file-url.js';
import { microseconds } from './microseconds.js';
import { PathTree } from './path-tree.js';
import type { ExportFunction, ExportSource, ExportThread, TextSink, Watch } from './source.js';

/** More than any viewer opens. */
const MAX_NODES = 4_000_000;

/**
 * Writes V8's .cpuprofile, which VS Code, Chrome and speedscope open. Source: `Profile` in
 * https://chromedevtools.github.io/devtools-protocol/tot/Profiler/ (lines and columns of call frames count from 0).
 *
 * A sample stands for the time until the next one. Here every stretch of time with the same calls open is a sample, so
 * times are exact, in fractions of a microsecond. The last sample only marks the end: consumers differ in how long they
 * take it to last. The format knows one timeline: several threads follow one another, each below a frame with its name;
 * time outside of recorded calls is that frame's own, or `(program)` where there is one thread only.
 *
 * Threads are walked twice, once for the samples and once for their times: both may be larger than memory.
 */
export function writeCpuProfile(source: ExportSource, exporter: string, sink: TextSink, watch: Watch): void {
  const tree = new PathTree(MAX_NODES);
  const frames = new Frames(source);
  const root = tree.child(null, frames.named('(root)'));
  const tops = source.threads.map((thread) => {
    const name = source.threads.length === 1 ? '(program)' : threadName(source, thread);
    return tree.child(root, frames.named(name, thread.id));
  });

  sink.write(`{"startTime":0,"exporter":${JSON.stringify(exporter)},"samples":[`);
  const samples = new Rows(sink);
  source.threads.forEach((thread, index) => {
    const below = source.threads.length === 1 ? root : tops[index];
    const open: number[] = [];
    const enter = (functionId: number) => open.push(tree.child(open.at(-1) ?? below, frames.ofFunction(functionId)));
    const leave = () => void open.pop();
    eachStretch(source, thread, watch, enter, leave, () => samples.write(`${tree.hit(open.at(-1) ?? tops[index])}`));
  });
  samples.write(`${tree.hit(root)}`);

  sink.write('],"timeDeltas":[');
  const deltas = new Rows(sink);
  const nothing = () => undefined;
  let totalNs = 0;
  deltas.write('0');
  for (const thread of source.threads) {
    eachStretch(
      source,
      thread,
      () => watch(0),
      nothing,
      nothing,
      (lengthNs) => {
        totalNs += lengthNs;
        deltas.write(microseconds(lengthNs));
      },
    );
  }

  sink.write('],"nodes":[\n');
  const nodes = new Rows(sink, ',\n');
  for (const { id, frame, hits, children } of tree.nodes()) {
    const below = children.length === 0 ? '' : `,"children":[${children.join(',')}]`;
    nodes.write(`{"id":${id},"callFrame":${frames.json(frame)},"hitCount":${hits}${below}}`);
  }
  sink.write(`\n],"endTime":${microseconds(totalNs)}}\n`);
}

/** Calls back for every stretch of time in which the same calls are open, in order and without gaps. */
function eachStretch(
  source: ExportSource,
  thread: ExportThread,
  watch: Watch,
  enter: (functionId: number) => void,
  leave: () => void,
  stretch: (lengthNs: number) => void,
): void {
  let now = thread.firstNs;
  const until = (atNs: number) => {
    if (atNs > now) stretch(atNs - now);
    now = Math.max(now, atNs);
  };
  walkBalanced(
    source,
    thread,
    {
      begin(functionId, atNs) {
        until(atNs);
        enter(functionId);
      },
      end(_functionId, atNs) {
        until(atNs);
        leave();
      },
    },
    watch,
  );
  until(thread.lastNs);
}

/** Items of a JSON array, a line break now and then. */
class Rows {
  #count = 0;

  constructor(
    readonly sink: TextSink,
    readonly separator = ',',
  ) {}

  write(item: string): void {
    if (this.#count > 0) this.sink.write(this.#count % 64 === 0 ? ',\n' : this.separator);
    this.#count++;
    this.sink.write(item);
  }
}

/** Call frames by small numbers: functions first, then the names that we make up. */
class Frames {
  readonly #indexOf: ReadonlyMap<number, number>;
  readonly #texts: string[];
  readonly #unknown: number;

  constructor({ functions }: ExportSource) {
    const scripts = new Map<string, number>();
    this.#indexOf = new Map(functions.map(({ id }, index) => [id, index]));
    this.#texts = functions.map((details) => callFrame(details, scripts));
    // For intervals of functions that no table names, as damaged recordings have them.
    this.#unknown = this.named('(unknown)');
  }

  ofFunction(id: number): number {
    return this.#indexOf.get(id) ?? this.#unknown;
  }

  /** @param script tells frames of the same name apart: consumers merge those that are alike. */
  named(functionName: string, script = 0): number {
    const frame = { functionName, scriptId: `${-script}`, url: '', lineNumber: -1, columnNumber: -1 };
    return this.#texts.push(JSON.stringify(frame)) - 1;
  }

  json(frame: number): string {
    return this.#texts[frame];
  }
}

function callFrame({ name, file, line }: ExportFunction, scripts: Map<string, number>): string {
  const script = scripts.get(file) ?? scripts.size + 1;
  scripts.set(file, script);
  return JSON.stringify({
    functionName: name,
    scriptId: `${script}`,
    url: fileUrl(file),
    lineNumber: line > 0 ? line - 1 : -1,
    columnNumber: line > 0 ? 0 : -1,
  });
}

function threadName({ processes }: ExportSource, thread: ExportThread): string {
  const process = processes.find(({ id }) => id === thread.process);
  return processes.length < 2 || process === undefined
    ? thread.name
    : `${thread.name} (${process.name}, ${process.pid})`;
}
