import { assertNever } from '../../base/assert-never.js';
import { formatDuration, nanoseconds } from '../../base/units.js';
import { toJson } from '../../format/json.js';
import { printable } from '../../base/printable.js';
import { toText } from '../../format/text.js';
import type { Value } from '../../format/value.js';
import type { CallRow, CallValues, FunctionStats, Store } from '../../store/api.js';
import type { Command, Context } from '../command.js';
import { exitCodes } from '../fault.js';
import { RawJson, stringifyLines } from '../json.js';
import { formatCount, plural } from '../../base/counts.js';
import { withStore } from '../open.js';
import { place } from '../place.js';
import { readRunFile } from '../../run/run-file.js';
import { functionsNamed } from '../function-name.js';

type Values = ReadonlyMap<string, Value>;

/** Single calls of a function with their values. */
export const calls: Command = {
  name: 'calls',
  summary: 'the calls of a function: arguments, locals, result or exception',
  usage: '[RUN] --function QUALNAME [--limit N]',
  example: 'tracehold calls --function Order.total --limit 3',
  notes: "'start' is in nanoseconds since the start of its process's recording; null is a value that was not kept.",
  positionals: 1,
  options: {
    function: { value: 'QUALNAME', help: "the function's qualified name, as 'top' prints it" },
    limit: { value: 'N', help: 'how many calls, the earliest of the run first (20)' },
  },
  async run(args, context) {
    const name = args.required('function');
    const limit = args.count('limit', 20);
    await withStore(context, args.positionals[0], async (store, folder) => {
      const { exitCode } = await readRunFile(folder);
      const functions = functionsNamed(store, name);
      const rows = store.callsOf(
        functions.map(({ functionId }) => functionId),
        { limit },
      );
      if (context.json) context.terminal.out(stringifyLines(rows.map((row) => asJson(row, store.values(row.id)))));
      else print(store, rows, functions, exitCode === 0, context);
    });
    return exitCodes.ok;
  },
};

function valueJson(value: Value | null) {
  return value === null ? null : new RawJson(toJson(value));
}

function mapJson(values: Values | null) {
  return values === null ? null : Object.fromEntries(Array.from(values, ([name, value]) => [name, valueJson(value)]));
}

function asJson(row: CallRow, values: CallValues) {
  return {
    id: row.id,
    thread: row.thread,
    start: row.startNs,
    durationNs: row.durationNs,
    callerFile: row.callerFile,
    callerLine: row.callerLine,
    arguments: mapJson(values.arguments),
    locals: mapJson(values.locals),
    result: valueJson(values.result),
    exception: valueJson(values.exception),
  };
}

function print(
  store: Store,
  rows: readonly CallRow[],
  functions: readonly FunctionStats[],
  endedWell: boolean,
  context: Context,
): void {
  const { terminal } = context;
  const threads = new Map(store.threads().map(({ thread, name }) => [thread, name]));
  const isAlone = store.info().processes.length === 1;
  for (const row of rows) {
    const thread = threads.get(row.thread) ?? `thread ${row.thread}`;
    const values = store.values(row.id);
    const exits = row.outcome === 'unwind' && isExit(row, values, endedWell && isAlone);
    terminal.out(`${callText(row, values, exits, thread, context)}\n`);
  }
  const total = functions.reduce((sum, stats) => sum + stats.calls, 0);
  const kept = functions.reduce((sum, stats) => sum + stats.valuesKept, 0);
  const summary = `${formatCount(rows.length)} of ${plural(total, 'call')}; values kept for ${formatCount(kept)}`;
  terminal.out(`${terminal.style.dim(summary)}\n`);
}

/**
 * Whether the SystemExit of a program that ends well left the call, as `sys.exit()` and `sys.exit(0)` raise it. Where the
 * interpreter did not tell what left the main module (before CPython 3.12), the exit code of the run tells it.
 */
function isExit({ parent, qualname }: CallRow, { exception: value }: CallValues, endedWell: boolean): boolean {
  if (value === null || value.kind === 'unset') return endedWell && parent === null && qualname === '<module>';
  if (value.kind !== 'exception' || value.type !== 'SystemExit' || value.moreArgs > 0) return false;
  return value.args.length === 0 || (value.args.length === 1 && ['0', 'None', 'False'].includes(toText(value.args[0])));
}

function outcome(
  { outcome: how }: CallRow,
  { result, yielded, exception }: CallValues,
  exits: boolean,
  room: number,
): string {
  if (exits)
    return exception?.kind === 'exception' ? `left by ${toText(exception, room)}` : 'ended the program in order';
  if (exception !== null) return `raised ${toText(exception, room)}`;
  if (result !== null) return `returned ${toText(result, room)}`;
  if (yielded !== null) return `was suspended after yielding ${toText(yielded, room)}`;
  switch (how) {
    case 'return':
      return 'returned; the value was not kept';
    case 'unwind':
      return 'an exception left it';
    case 'open':
      return 'had not returned when the recording ended';
    case 'suspended':
      return 'was suspended when the recording ended';
    case 'lost':
      return 'its end is missing from the recording';
    default:
      return assertNever(how, 'outcome');
  }
}

function callText(
  row: CallRow,
  values: CallValues,
  exits: boolean,
  thread: string,
  { terminal, cwd }: Context,
): string {
  const { bold, dim, red } = terminal.style;
  const room = (terminal.columns ?? 200) - 4;
  const from = row.callerFile === null ? '' : ` from ${place(cwd, row.callerFile, row.callerLine ?? 0)}`;
  const task = row.task === null ? '' : `, task ${row.task}`;
  const at = `at ${formatDuration(nanoseconds(row.startNs))} for ${formatDuration(nanoseconds(row.durationNs))}`;
  const ended = outcome(row, values, exits, room);
  const lines = [
    `${bold(printable(row.qualname))} ${dim(printable(`#${row.id} ${at} in ${thread}${task}${from}`))}`,
    ...section('arguments', values.arguments, room, dim),
    ...section('locals', values.locals, room, dim),
    `  ${row.outcome === 'unwind' && !exits ? red(ended) : ended}`,
  ];
  if (values.problem !== null) lines.push(`  ${red(printable(values.problem))}`);
  return `${lines.join('\n')}\n`;
}

function section(title: string, values: Values | null, room: number, dim: (text: string) => string): string[] {
  if (values === null) return [`  ${dim(`${title} not kept`)}`];
  if (values.size === 0) return [];
  return [
    `  ${dim(title)}`,
    ...Array.from(values, ([name, value]) => {
      const shown = printable(name);
      return `    ${shown} = ${toText(value, Math.max(20, room - shown.length - 5))}`;
    }),
  ];
}
