import { printable } from '../../base/printable.js';
import type { SqlResult } from '../../store/api.js';
import type { HeapProgress } from '../../store/heap-api.js';
import type { Command, Context } from '../command.js';
import { exitCodes } from '../fault.js';
import { stringify } from '../json.js';
import type { Json } from '../json.js';
import { cancellable, withStore } from '../open.js';
import { ProgressLine, analysingText } from '../progress.js';
import { table } from '../table.js';

/** Read-only SQL over the documented schema. */
export const sql: Command = {
  name: 'sql',
  summary: 'read-only SQL over a run',
  usage: '[RUN] "SELECT ..." [--max-calls N] [--function QUALNAME]',
  example: `tracehold sql latest "SELECT qualname, calls FROM functions ORDER BY calls DESC LIMIT 5"`,
  notes: [
    "docs/sql.md describes the tables. 'calls' is filled on demand and bounded; a notice says when it is cut.",
    'Tables about heap snapshots take a few seconds when they are asked for the first time.',
  ].join('\n'),
  positionals: 2,
  options: {
    'max-calls': { value: 'N', help: 'fill the calls table with at most N calls' },
    function: { value: 'QUALNAME', help: "fill the calls table with this function's calls only" },
  },
  async run(args, context) {
    const [first, second] = args.positionals;
    // One argument is the query: RUN may be left out, the query may not.
    const [run, text] = second === undefined ? [undefined, first] : [first, second];
    if (text === undefined || text.trim() === '') throw args.reject('The SELECT is missing');
    const maxCalls = args.text('max-calls') === undefined ? undefined : args.count('max-calls', 1);
    const qualname = args.text('function');
    const result = await withStore(context, run, async (store) => {
      const line = new ProgressLine(context.terminal);
      const progress = (done: HeapProgress) => line.show(analysingText(done));
      await cancellable((signal) => store.prepareSql(text, { signal, progress })).finally(() => line.clear());
      return store.sql(text, {
        ...(maxCalls === undefined ? {} : { maxCalls }),
        ...(qualname === undefined ? {} : { qualname }),
      });
    });
    if (context.json) context.terminal.out(`${stringify(asJson(result))}\n`);
    else print(result, context);
    return exitCodes.ok;
  },
};

type Cell = SqlResult['rows'][number][number];

const hex = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');

function asJson({ columns, rows, notice }: SqlResult): Json {
  const cell = (value: Cell) => (value instanceof Uint8Array ? hex(value) : value);
  return { columns, rows: rows.map((row) => row.map(cell)), notice };
}

function cellText(value: Cell): string {
  if (value === null) return 'NULL';
  return value instanceof Uint8Array ? `x'${hex(value)}'` : value.toString();
}

function print({ columns, rows, notice }: SqlResult, { terminal }: Context): void {
  const shown = columns.map((title, index) => {
    const numeric = rows.every((row) => typeof row[index] === 'number' || typeof row[index] === 'bigint');
    return { title: printable(title), align: numeric ? 'right' : 'left', cut: 'end' } as const;
  });
  const text = rows.map((row) => row.map(cellText));
  if (columns.length > 0) terminal.out(table(shown, text, terminal));
  if (notice !== null) terminal.err(`tracehold: ${printable(notice)}\n`);
}
