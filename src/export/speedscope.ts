import { walkBalanced } from './balanced.js';
import type { ExportFunction, ExportSource, ExportThread, TextSink, Watch } from './source.js';

const schema = 'https://www.speedscope.app/file-format-schema.json';

/**
 * Writes speedscope's own format: one evented profile per thread, times in nanoseconds since the start of the thread's
 * process, frames shared. Source: the JSON schema at the address above.
 */
export function writeSpeedscope(source: ExportSource, exporter: string, sink: TextSink, watch: Watch): void {
  const frameOf = new Map(source.functions.map(({ id }, index) => [id, index]));
  const frames = source.functions.map(frame);
  // For intervals of functions that no table names, as damaged recordings have them.
  frames.push(JSON.stringify({ name: '(unknown)' }));
  const head = JSON.stringify({ $schema: schema, exporter, name: source.title, activeProfileIndex: 0 });
  sink.write(`${head.slice(0, -1)},"shared":{"frames":[\n${frames.join(',\n')}\n]},"profiles":[\n`);
  source.threads.forEach((thread, index) => {
    if (index > 0) sink.write(',\n');
    writeProfile(source, thread, frameOf, sink, watch);
  });
  sink.write('\n]}\n');
}

function frame({ name, file, line }: ExportFunction): string {
  return JSON.stringify(line > 0 ? { name, file, line } : { name, file });
}

function writeProfile(
  source: ExportSource,
  thread: ExportThread,
  frameOf: ReadonlyMap<number, number>,
  sink: TextSink,
  watch: Watch,
): void {
  const head = JSON.stringify({
    type: 'evented',
    name: profileName(source, thread),
    unit: 'nanoseconds',
    startValue: thread.firstNs,
  });
  sink.write(`${head.slice(0, -1)},"events":[`);
  let separator = '\n';
  let endValue = thread.lastNs;
  const event = (type: 'O' | 'C', functionId: number, atNs: number) => {
    sink.write(`${separator}{"type":"${type}","frame":${frameOf.get(functionId) ?? frameOf.size},"at":${atNs}}`);
    separator = ',\n';
    endValue = Math.max(endValue, atNs);
  };
  walkBalanced(
    source,
    thread,
    {
      begin: (functionId, atNs) => event('O', functionId, atNs),
      end: (functionId, atNs) => event('C', functionId, atNs),
    },
    watch,
  );
  sink.write(`\n],"endValue":${endValue}}`);
}

/** The process is named only where there are several. */
function profileName({ processes }: ExportSource, thread: ExportThread): string {
  const process = processes.find(({ id }) => id === thread.process);
  return processes.length < 2 || process === undefined
    ? thread.name
    : `${thread.name} (${process.name}, ${process.pid})`;
}
