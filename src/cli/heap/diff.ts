import { differenceOf } from '../../heap/diff.js';
import type { Difference, Pair } from '../../heap/diff.js';
import { factsOf } from '../../heap/facts.js';
import { NONE } from '../../heap/graph.js';
import { pathName, stepsOf } from '../../heap/holding-path.js';
import type { PathStep } from '../../heap/holding-path.js';
import { shortestPath } from '../../heap/reach.js';
import { Signatures } from '../../heap/signatures.js';
import { typeName } from '../../heap/snapshot-graph.js';
import type { SnapshotGraph } from '../../heap/snapshot-graph.js';
import type { Arguments } from '../arguments.js';
import type { Context } from '../command.js';
import { stringify } from '../json.js';
import { formatCount, plural } from '../../base/counts.js';
import { formatCountDifference, formatSizeDifference } from '../numbers.js';
import { pathJson, placesIn, printRows, size } from './print.js';
import { sourceReader } from '../../heap/source-files.js';
import { openGiven } from './snapshots.js';

/** A difference with the words for it. */
interface Told {
  readonly difference: Difference;
  readonly found: SnapshotGraph;
  readonly signatures: Signatures;
  readonly limit: number;
}

/** What is new, gone and grown between two snapshots. */
export async function diff(args: Arguments, given: readonly string[], context: Context): Promise<void> {
  const [one, other] = given;
  if (given.length !== 2) throw args.reject('diff takes two snapshots, the earlier one first');
  const limit = args.count('limit', 20);
  const signatures = new Signatures();
  // Of the earlier one only what is compared is kept while the later one is read.
  const before = factsOf(await openGiven(context, one), signatures);
  const found = await openGiven(context, other);
  const told = { difference: differenceOf(before, factsOf(found, signatures)), found, signatures, limit };
  if (context.json) context.terminal.out(`${stringify(toJson(told, context))}\n`);
  else print(told, context);
}

function toJson({ difference, found, signatures, limit }: Told, { cwd }: Context) {
  const sources = { read: sourceReader(cwd), found };
  const { matching, counts, bytes, moves, reused, types, signatures: paths, grown } = difference;
  return {
    matching,
    count: counts,
    bytes,
    moves: moves === null ? null : { ...moves },
    reused,
    types: types.map((row) => ({
      type: row.type,
      count: row.counts,
      bytes: row.bytes,
      retainedBytes: row.retainedBytes,
      moves: row.moves === null ? null : { ...row.moves },
    })),
    paths: paths.slice(0, limit).map((row) => ({
      path: signatures.stepsOf(row.signature).map((step) => ({ ...step })),
      count: row.counts,
      bytes: row.bytes,
      moves: row.moves === null ? null : { ...row.moves },
    })),
    grown: grown.slice(0, limit).map((row) => {
      const path = pathTo(found, row.node);
      return {
        path: pathJson(path, placesIn(path, sources)),
        type: typeName(found.snapshot, found.graph, row.node),
        bytes: row.bytes,
        references: row.references,
      };
    }),
  };
}

const counted = [
  { title: 'bytes', align: 'right' },
  { title: 'count', align: 'right' },
] as const;
const moved = [
  { title: 'new', align: 'right' },
  { title: 'gone', align: 'right' },
] as const;

type Row = Difference['types'][number] | Difference['signatures'][number];

function print({ difference, found, signatures, limit }: Told, context: Context): void {
  const { terminal } = context;
  const { moves, counts, bytes, types, signatures: paths, grown } = difference;
  terminal.out(`${sentenceOf(difference)}\n\n`);
  const cellsOf = (row: Row) => [
    formatSizeDifference(increase(row.bytes)),
    formatCountDifference(increase(row.counts)),
    ...(row.moves === null ? [] : [formatCount(row.moves.created), formatCount(row.moves.gone)]),
  ];
  const first = [...counted, ...(moves === null ? [] : moved)];
  const retained = { title: 'retained', align: 'right' } as const;
  printRows(context, [...first, retained, { title: 'type', cut: 'start' }], types, {
    limit,
    what: 'types',
    cells: (row) => [...cellsOf(row), formatSizeDifference(increase(row.retainedBytes)), row.type],
  });
  terminal.out('\n');
  printRows(context, [...first, { title: 'type', cut: 'start' }, { title: 'held as', cut: 'end' }], paths, {
    limit,
    what: 'ways of holding',
    cells: (row) => {
      const steps = signatures.stepsOf(row.signature);
      return [...cellsOf(row), steps.at(-1)?.type ?? '', pathName(steps)];
    },
  });
  if (grown.length === 0 || counts[0] === 0 || bytes[0] === 0) return;
  terminal.out('\n');
  const columns = [
    { title: 'grew by', align: 'right' },
    { title: 'to', align: 'right' },
    { title: 'references', align: 'right' },
    { title: 'type', cut: 'start' },
    { title: 'object', cut: 'end' },
  ] as const;
  printRows(context, columns, grown, {
    limit,
    what: 'objects that grew',
    cells: (row) => [
      size(increase(row.bytes)),
      size(row.bytes[1]),
      formatCountDifference(increase(row.references)),
      typeName(found.snapshot, found.graph, row.node),
      pathName(pathTo(found, row.node)),
    ],
  });
}

function sentenceOf({ matching, counts, bytes, moves, reused }: Difference): string {
  const all = `${moreOrLess(increase(bytes), size, 'less', 'as many bytes')}, ${moreOrLess(increase(counts), objects, 'fewer', 'as many objects')}`;
  if (moves === null || matching === 'other-process') {
    return `${all}. These are two processes, whose objects can only be told apart by type and by the way they are held.`;
  }
  const taken = reused === 0 ? '' : `; of these, ${plural(reused, 'address was', 'addresses were')} given to another`;
  const turnover = `${formatCount(moves.created)} are new (${size(moves.createdBytes)}), ${formatCount(moves.gone)} gone (${size(moves.goneBytes)})${taken}`;
  return `${all}: ${turnover}.`;
}

function moreOrLess(difference: number, told: (value: number) => string, less: string, same: string): string {
  return difference === 0 ? same : `${told(Math.abs(difference))} ${difference > 0 ? 'more' : less}`;
}

function objects(count: number): string {
  return plural(count, 'object');
}

function increase([before, after]: Pair): number {
  return after - before;
}

function pathTo(found: SnapshotGraph, node: number): readonly PathStep[] {
  const path = shortestPath(found.reached, node);
  return path === null ? [] : stepsOf(found, path.nodes, path.edges, NONE);
}
