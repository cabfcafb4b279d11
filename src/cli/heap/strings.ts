import { formatCount, plural } from '../../base/counts.js';
import { pathName } from '../../heap/holding-path.js';
import { duplicateStrings } from '../../heap/strings.js';
import type { Arguments } from '../arguments.js';
import type { Context } from '../command.js';
import { CliError } from '../fault.js';
import { stringify } from '../json.js';
import { printRows, size } from './print.js';
import { openGiven } from './snapshots.js';

const columns = [
  { title: 'wasted', align: 'right' },
  { title: 'count', align: 'right' },
  { title: 'bytes each', align: 'right' },
  { title: 'type' },
  { title: 'text', cut: 'end' },
  { title: 'of these', align: 'right' },
  { title: 'held as', cut: 'end' },
] as const;

/** Which strings are there several times, and who holds most of them. */
export async function strings(args: Arguments, [given]: readonly string[], context: Context): Promise<void> {
  const limit = args.count('limit', 20);
  const found = await openGiven(context, given, { strings: true });
  const duplicates = duplicateStrings(found, limit);
  const { terminal } = context;
  if (duplicates.strings === 0) {
    throw new CliError('not-found', 'The snapshot tells nothing of what is in its strings', {
      todo: 'Take one with this version of Tracehold',
    });
  }
  if (context.json) {
    const { contents, wastedBytes, rows } = duplicates;
    const plain = rows.map(({ held, ...row }) => ({
      ...row,
      held: { path: held.path.map((step) => ({ ...step })), count: held.count },
    }));
    terminal.out(`${stringify({ strings: duplicates.strings, contents, wastedBytes, duplicates: plain })}\n`);
    return;
  }
  const several = `${plural(duplicates.contents, 'content is', 'contents are')} there more than once`;
  terminal.out(`${several}, which takes ${size(duplicates.wastedBytes)} more than each once would.\n\n`);
  printRows(context, columns, duplicates.rows, {
    limit,
    what: 'contents',
    cells: ({ type, text, count, bytes, wastedBytes, held }) => [
      size(wastedBytes),
      formatCount(count),
      size(bytes),
      type,
      text ?? '',
      formatCount(held.count),
      pathName(held.path),
    ],
  });
  if (duplicates.contents > limit) {
    terminal.out(`${terminal.style.dim(`${limit} of ${formatCount(duplicates.contents)} contents`)}\n`);
  }
}
