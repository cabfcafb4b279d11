import { bytes, formatBytes, formatDuration, nanoseconds } from '../../base/units.js';
import type { FunctionStats } from '../../store/api.js';
import type { Command, Context } from '../command.js';
import { CliError, exitCodes } from '../fault.js';
import { stringifyLines } from '../json.js';
import { formatCount } from '../../base/counts.js';
import { formatShare, formatSizeDifference } from '../numbers.js';
import { withStore } from '../open.js';
import { place } from '../place.js';
import { table } from '../table.js';
import { shellQuote } from '../text.js';

const sortKeys = ['self', 'total', 'calls', 'net', 'allocated'] as const;
/** More functions than a program has, few enough for a 32-bit LIMIT. */
const all = 2 ** 31 - 1;

/** The functions where the time goes, or the calls. */
export const top: Command = {
  name: 'top',
  summary: 'the functions that took the most time',
  usage: '[RUN] [--limit N] [--sort self|total|calls|net|allocated]',
  example: 'tracehold top --sort total --limit 10',
  positionals: 1,
  options: {
    limit: { value: 'N', help: 'how many functions (20)' },
    sort: { value: 'KEY', help: 'by self time, total time, calls, or bytes kept or allocated by itself (self)' },
  },
  async run(args, context) {
    const limit = args.count('limit', 20);
    const sort = args.choice('sort', sortKeys) ?? 'self';
    const [run] = args.positionals;
    const { functions, counted } = await withStore(context, run, (store) => ({
      functions: store.top({ sort, limit: all }),
      counted: store.info().processes.some(({ allocations }) => allocations),
    }));
    if ((sort === 'net' || sort === 'allocated') && !counted)
      throw new CliError('bad-argument', notCounted, { todo: countThem });
    if (context.json) context.terminal.out(stringifyLines(functions.slice(0, limit).map(asJson)));
    else print({ functions, counted }, limit, run, context);
    return exitCodes.ok;
  },
};

function asJson({ memory, ...stats }: FunctionStats) {
  return {
    function: stats.function,
    qualname: stats.qualname,
    file: stats.file,
    line: stats.line,
    calls: stats.calls,
    selfNs: stats.selfNs,
    totalNs: stats.totalNs,
    ...(memory === undefined ? {} : { memory: { self: { ...memory.self }, total: { ...memory.total } } }),
  };
}

const notCounted = 'This run does not say what was allocated: the native recorder counts it when it is asked to';
const countThem = "Record again with 'tracehold record --allocations'";

const memoryColumns = [
  { title: 'allocated', align: 'right' },
  { title: 'freed', align: 'right' },
  { title: 'net', align: 'right' },
  { title: 'net total', align: 'right' },
] as const;

/** By the function itself; the last with what it called. */
function memoryCells({ memory }: FunctionStats): readonly string[] {
  if (memory === undefined) return ['', '', '', ''];
  const { self, total } = memory;
  return [
    formatBytes(bytes(self.allocated)),
    formatBytes(bytes(self.freed)),
    formatSizeDifference(self.allocated - self.freed),
    formatSizeDifference(total.allocated - total.freed),
  ];
}

interface Top {
  readonly functions: readonly FunctionStats[];
  /** Bytes allocated and freed. */
  readonly counted: boolean;
}

function print({ functions, counted }: Top, limit: number, run: string | undefined, context: Context): void {
  const { terminal, cwd } = context;
  const selfNs = functions.reduce((sum, stats) => sum + stats.selfNs, 0);
  const columns = [
    { title: 'self', align: 'right' },
    { title: '', align: 'right' },
    { title: 'total', align: 'right' },
    { title: 'calls', align: 'right' },
    ...(counted ? memoryColumns : []),
    { title: 'function', cut: 'end' },
    { title: 'where', cut: 'start' },
  ] as const;
  const rows = functions
    .slice(0, limit)
    .map((stats) => [
      formatDuration(nanoseconds(stats.selfNs)),
      formatShare(stats.selfNs, selfNs),
      formatDuration(nanoseconds(stats.totalNs)),
      formatCount(stats.calls),
      ...(counted ? memoryCells(stats) : []),
      stats.qualname,
      place(cwd, stats.file, stats.line),
    ]);
  terminal.out(table(columns, rows, terminal));
  if (functions.length === 0) terminal.err(`${nothingCalled}\n`);
  if (functions.length > limit) terminal.out(`${terminal.style.dim(`${limit} of ${functions.length} functions`)}\n`);
  const [first] = functions;
  if (first !== undefined && terminal.columns !== null)
    terminal.out(`\n${terminal.style.dim(whereNext(first, run))}\n`);
}

/** By default only code below the current folder is recorded, so that `-m` of what is installed has no calls. */
const nothingCalled =
  'tracehold: no call of a file that is recorded was made. Record again with --include NAME of its package, or --all.';

/** For a person who sees the list for the first time. */
function whereNext(first: FunctionStats, run: string | undefined): string {
  const given = run === undefined ? '' : ` ${shellQuote(run)}`;
  return [
    'where next',
    `  tracehold calls${given} --function ${shellQuote(first.qualname)}   its calls with their values`,
    `  tracehold tree${given}   who called whom`,
  ].join('\n');
}
