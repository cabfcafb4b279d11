import { printable } from '../../base/printable.js';
import type { Arguments } from '../arguments.js';
import type { Context } from '../command.js';
import { stringifyLines } from '../json.js';
import { formatCount, plural } from '../../base/counts.js';
import { printRows, size } from './print.js';
import { findingsGiven } from './snapshots.js';

const columns = [
  { title: 'retained', align: 'right' },
  { title: 'shallow', align: 'right' },
  { title: 'count', align: 'right' },
  { title: 'type', cut: 'start' },
] as const;

/** How many objects of each type there are, their bytes, and what they keep alive. */
export async function types(args: Arguments, [given]: readonly string[], context: Context): Promise<void> {
  const findings = await findingsGiven(context, given);
  const rows = findings.types
    .map(({ file: _file, line: _line, ...row }) => row)
    .toSorted((a, b) => b.retainedBytes - a.retainedBytes || b.shallowBytes - a.shallowBytes);
  if (context.json) {
    context.terminal.out(stringifyLines(rows));
    return;
  }
  printRows(context, columns, rows, {
    limit: args.count('limit', 20),
    what: 'types',
    cells: ({ type, count, shallowBytes, retainedBytes }) => [
      size(retainedBytes),
      size(shallowBytes),
      formatCount(count),
      type,
    ],
  });
  const lost = rows.filter(({ unreachableCount }) => unreachableCount > 0);
  if (lost.length > 0) context.terminal.out(`${printable(unreachableSentence(lost))}\n`);
}

interface Lost {
  readonly type: string;
  readonly unreachableCount: number;
  readonly unreachableBytes: number;
}

const MOST_NAMED = 3;

/** Objects in cycles are no leak as long as the collector runs, and nobody sees them otherwise. */
function unreachableSentence(rows: readonly Lost[]): string {
  const count = rows.reduce((sum, row) => sum + row.unreachableCount, 0);
  const bytes = rows.reduce((sum, row) => sum + row.unreachableBytes, 0);
  const most = rows.toSorted((a, b) => b.unreachableBytes - a.unreachableBytes).slice(0, MOST_NAMED);
  const named = most.map((row) => `${formatCount(row.unreachableCount)} ${row.type}`).join(', ');
  return `Of these, ${plural(count, 'object')} with ${size(bytes)} are held by nothing but cycles of their own (most of it: ${named}).`;
}
