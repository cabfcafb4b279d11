import { printable } from '../../base/printable.js';
import { bytes, formatBytes, formatDuration, nanoseconds } from '../../base/units.js';
import type { ProcessInfo, RunInfo } from '../../store/api.js';
import type { Command, Context } from '../command.js';
import { exitCodes } from '../fault.js';
import { stringify } from '../json.js';
import { formatCount, plural } from '../../base/counts.js';
import { withStore } from '../open.js';

/** What was recorded, by what, and what is missing. */
export const info: Command = {
  name: 'info',
  summary: 'what a run holds: processes, recorder, what is missing',
  usage: '[RUN]',
  example: 'tracehold info latest --json',
  positionals: 1,
  options: {},
  async run(args, context) {
    const found = await withStore(context, args.positionals[0], (store) => store.info());
    context.terminal.out(context.json ? `${stringify(asJson(found))}\n` : asText(found, context));
    return exitCodes.ok;
  },
};

function asJson({ run, processes }: RunInfo) {
  return {
    run,
    processes: processes.map((process) => ({
      pid: process.pid,
      python: process.python,
      recorder: process.recorder,
      reason: process.reason,
      calls: process.calls,
      threads: process.threads,
      bytes: process.bytes,
      complete: process.complete,
      problems: process.problems.map(({ code, message }) => ({ code, message })),
    })),
  };
}

function asText({ run, processes, notices }: RunInfo, { terminal }: Context): string {
  const { bold } = terminal.style;
  const title = `${bold(printable(run))}  ${plural(processes.length, 'process', 'processes')}\n`;
  const said = notices.map(({ message }) => `  ${printable(message)}\n`).join('');
  return title + said + processes.map((process) => `\n${processText(process, terminal.style)}`).join('');
}

/** The reason mostly names the recorder: `pure Python: this version has no native recorder`. */
function recorderText({ recorder, hook, reason }: ProcessInfo): string {
  const why = reason.startsWith(recorder) ? reason : `${recorder}: ${reason}`;
  return `${why} (through ${hook})`;
}

function processText(process: ProcessInfo, style: Context['terminal']['style']): string {
  const origin = process.parent === null ? '' : ` (${process.origin} of process ${process.parent})`;
  const kept =
    process.valuesKept === process.calls
      ? ''
      : `, values kept for ${formatCount(process.valuesKept)} of ${formatCount(process.calls)}`;
  const facts: readonly (readonly [string, string])[] = [
    ['command', process.argv.join(' ')],
    ['python', process.python],
    ['recorder', recorderText(process)],
    ['calls', `${formatCount(process.calls)} in ${plural(process.threads, 'thread')}${kept}`],
    ['time', formatDuration(nanoseconds(process.durationNs))],
    ['size', `${formatBytes(bytes(process.bytes))} in ${process.file}`],
    ['complete', process.complete ? 'yes' : 'no'],
  ];
  return [
    style.bold(`process ${process.process}, pid ${process.pid}${printable(origin)}`),
    ...facts.map(([name, fact]) => `  ${style.dim(name.padEnd(9))} ${printable(fact)}`),
    ...process.problems.map(
      ({ code, message }) => `  ${style.red('problem')}   ${printable(message)} ${style.dim(printable(`(${code})`))}`,
    ),
    '',
  ].join('\n');
}
